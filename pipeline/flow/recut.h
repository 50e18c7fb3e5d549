// A person says where a file is cut: which of its letters go on, and what comes of the others.
// Internal to flow/.
//
//   Result<std::vector<LetterRecord>> kept = Recut(files, reg, sha256, letters, today);
//
// `letters`: the file as it is cut now. A piece whose first page still opens a letter stays where
// it is, with what a person said of it, and gets the letter's new number; it is read anew when the
// file is processed next. A piece whose first page opens none any more leaves its dossier; the only
// piece of a dossier stays there and the dossier is closed. Files on disk stay in any case. kUsage,
// and nothing is changed, where a letter that answers such a piece is approved or gone, or another
// copy of the piece is there.
//
// Gives the letters that the register keeps.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "extractors/reading/reading.h"
#include "extractors/template/facts.h"
#include "pipeline/flow/case_files.h"
#include "pipeline/store/register.h"

namespace riposte {

Result<std::vector<LetterRecord>> Recut(CaseFiles& files, Register& reg, const std::string& sha256,
                                        const std::vector<Letter>& letters, Date today);

// Adds what is told now to what was told before. kUsage for a page that no cut can be before.
Status AddCuts(const std::map<int, bool>& told, int pages, std::map<int, bool>* cuts);

// Pages of the file where another letter may begin, from the letter's «cut_uncertain: page 3».
std::vector<int> UncertainCuts(const Letter& letter);

// Pages first … first + count - 1, numbered from 1.
Reading PagesOf(const Reading& reading, int first, int count);

}  // namespace riposte
