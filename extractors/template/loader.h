// Loader of templates/letters: private to the room; the public door is Templates::Load.
#pragma once

#include <memory>
#include <string>

#include "extractors/base/error.h"
#include "extractors/template/model.h"

namespace riposte {

// Fails with kTemplate: file, line, what is wrong, and the line itself.
Result<std::unique_ptr<Templates::Impl>> LoadTemplates(const std::string& dir);

}  // namespace riposte
