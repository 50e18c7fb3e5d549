// What every Register must do, whatever database stands behind it. A backend's test calls
// CheckRegister with a function that opens one empty shared database any number of times.
#pragma once

#include <functional>
#include <memory>

#include "pipeline/store/register.h"

namespace riposte {

// Opens the same database again at each call.
using OpenRegister = std::function<Result<std::unique_ptr<Register>>()>;
// Makes a fresh empty database.
using MakeDatabase = std::function<OpenRegister()>;

void CheckRegister(const MakeDatabase& make);

}  // namespace riposte
