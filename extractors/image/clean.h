// Cleaning: a picture of a page becomes a grey picture that reads well: upright, straight, evenly
// lit, near 300 dpi, without ruling lines. The archived picture is never changed: every step works
// on a copy and keeps the map back to the page as displayed.
//
//   Recipe recipe = ChooseRecipe(picture);
//   Result<CleanPicture> clean = Prepare(picture, recipe);
//   Turn(*clean, 90);                          // what FindTurn (or the OSD) said
//   Straighten(*clean);
//   std::vector<Rule> rules = TakeRules(*clean);   // rules.h
//   Box in_points = clean->to_page.Apply(box_in_pixels);
//
// Which recipe suits which paper is measured (design.md): no single cleaning wins. Units: pixels
// of `grey`; `to_page` gives points of the page as displayed. Fails with kDamaged when a picture
// cannot be converted. Deterministic; one thread.
#pragma once

#include <optional>
#include <string_view>

#include "extractors/base/error.h"
#include "extractors/base/geometry.h"
#include "extractors/image/pix.h"

namespace riposte {

// A picture as it lies on the page as displayed: its pixels fill the page.
struct Picture {
  PixPtr pix;                     // any depth
  double x_dpi = 72, y_dpi = 72;  // pixels an inch of the page
  bool camera = false;            // lossy and without a believable resolution: perhaps a photo
  bool drawn = false;             // rendered from text and vectors: clean by construction
};

enum class Recipe {
  kNone,      // as it is: clean renderings
  kScan,      // near 300 dpi already: paper to white, 3x3 blur
  kUpscaled,  // to 300 dpi, paper to white, 3x3 blur
  kFax,       // specks off, square pixels, 300 dpi, 3x3 blur
  kFaxLarge,  // the same at 400 dpi: other mistakes, for a second reading of the whole page
  kPhoto,     // light evened, contrast stretched, the sheet laid flat where it stands out, 300 dpi
  kWhole,     // as kPhoto, but all of the picture as it lies
};
const char* Name(Recipe recipe);

Recipe ChooseRecipe(const Picture& picture);
// What to try when the first reads badly; none when nothing else is worth the time. `flat`: the
// first laid a sheet flat, so that its outline may be what was wrong.
std::optional<Recipe> SecondRecipe(Recipe first, bool flat);

struct CleanPicture {
  PixPtr grey;          // 8 bit
  double dpi = 300;     // of `grey` against the true paper, for the engine
  Transform to_page;    // pixels -> points
  int turned = 0;       // degrees clockwise
  double tilt = 0;      // degrees clockwise
  bool flat = false;    // the sheet of a photo was laid flat: what lies beside it is gone
  bool beside = false;  // … and there may be print beside it
  bool soft = false;    // a photo: its lines are as grey as they are black
};

// From points of the straight sheet (72 an inch of `grey` at its dpi) to points of the page.
Transform SheetToPage(const CleanPicture& clean);

Result<CleanPicture> Prepare(const Picture& picture, Recipe recipe);

// Degrees clockwise (0, 90, 180, 270) that put the text of a 1-bit picture upright, from the
// ascenders alone (pixOrientDetect); none when there is too little text to tell.
std::optional<int> FindTurn(Pix* binary);

// Turns clockwise by 0, 90, 180 or 270 degrees.
void Turn(CleanPicture& clean, int degrees);
// Finds the tilt of the lines and turns it away; gives it in degrees, 0 when there is none.
double Straighten(CleanPicture& clean);
// Turns clockwise by a small angle in degrees, about the centre; the picture grows to hold it all.
void Rotate(CleanPicture& clean, double degrees);

// The same map is kept by these tools of the second reading.
void Clip(CleanPicture& clean, const Box& pixels);       // cuts to the box, inside the picture
void Resize(CleanPicture& clean, double factor);         // smooth in both directions
void ResizeBy(CleanPicture& clean, double x, double y);  // for pixels that are not square
void AddBorder(CleanPicture& clean, int pixels);         // white
void Stretch(CleanPicture& clean);                       // paper to white, ink to black
void Binarise(CleanPicture& clean, int window);          // Sauvola, on windows of that half width

}  // namespace riposte
