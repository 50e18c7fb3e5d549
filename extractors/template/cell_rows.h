// Rows of a table that are totals, and cells that span several rows. Private to the room.
#pragma once

#include <string>
#include <vector>

#include "extractors/template/cells.h"

namespace riposte {

// The row is the total of all rows from `first` on: what stands below may be another table.
bool EndsTable(const DraftRow& total, const std::vector<DraftRow>& rows, size_t first);

// The rows from `total` on have as many figures as those from `first` up to there: it was the total
// of a section, and the table goes on below it.
bool TableGoesOn(const std::vector<DraftRow>& rows, size_t first, size_t total);

// A row of the table, and where its cell of a column stands.
struct Spanned {
  size_t row = 0;  // of the result
  Box box;         // of the row
  Box cell;        // empty when it is
};

// «Femmes» in the middle of the four rows that it spans, or beside the first of them: the rows that
// it is meant for. Of the middle each stretch of rows must prove it; below the first it is a guess,
// unless the words of another column come again below each label.
void FillSpans(const std::string& column, const std::vector<Spanned>& rows,
               std::vector<DraftRow>* out);

// The row that is the sum of all others, first or last, and rows that sum up those above them
// («Socle», «Prévention») go to `totals`. `summed`: the rows right below a total that is no longer
// in the table; sums begin anew there.
void TakeOutTotals(std::vector<DraftRow>* rows, std::vector<DraftRow>* totals,
                   std::vector<size_t> summed = {});

// A table of three parts before that of the thirty indicators, with the same sum to the cent: its
// rows say the others again and go to `totals`. `firsts`: the first row of each table; `summed` as
// above.
void TakeOutSummary(std::vector<DraftRow>* rows, std::vector<DraftRow>* totals,
                    const std::vector<size_t>& firsts, std::vector<size_t>* summed);

// «P3 Cancer du sein» in every row, all in the column of labels or all in that of codes: each gets
// its part.
void PartCodes(const std::string& code, const std::string& label, std::vector<DraftRow>* rows);

// Cells of words of a picture, from row `first` on, that begin amid a sentence («traitant»,
// «médecin régulateur») where the column's others do not: a line was lost or went to another row.
// They and the cells above them are doubtful.
void DoubtTornCells(const std::string& column, size_t first, std::vector<DraftRow>* rows);

// Two rows of a picture with the same words in a column («Acte CCAM non cumulable») are two prints
// that were read alike: each is another place of the same text for the other. Codes are not: the
// engine takes their noughts for O in every row.
void CountRepeated(std::vector<std::map<std::string, Draft>>* rows);

}  // namespace riposte
