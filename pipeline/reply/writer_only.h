// What a Writer template may hold, and the removal of what is Writer's own. Private to
// pipeline/reply. One thread a document.
#pragma once

#include "pipeline/reply/xml.h"

namespace riposte::reply {

// kTemplate at the first thing that a letter may not have: a field that would tell a file name, an
// author or a date, a picture, an object, tracked changes, a link to anything but http(s) or
// mailto.
Status CheckAllowed(xmlDoc* doc, const std::string& file);
// Removes declarations, comments, bookmarks, settings, scripts, forms and every element, attribute
// and namespace that is not of ODF; sets office:version to 1.3.
void StripToPlainOdf(xmlDoc* doc);

}  // namespace riposte::reply
