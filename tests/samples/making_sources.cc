// The scan maker is a program, not a library: its parts are compiled into the tests here, all but
// its main.
#include "samples/making/bad_input.cc"    // NOLINT(bugprone-suspicious-include)
#include "samples/making/degrade.cc"      // NOLINT(bugprone-suspicious-include)
#include "samples/making/letter_scan.cc"  // NOLINT(bugprone-suspicious-include)
#include "samples/making/overlay.cc"      // NOLINT(bugprone-suspicious-include)
#include "samples/making/page_image.cc"   // NOLINT(bugprone-suspicious-include)
#include "samples/making/pictures.cc"     // NOLINT(bugprone-suspicious-include)
