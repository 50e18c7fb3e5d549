// The one error type of riposte, and Result<T>, which carries a value or an Error.
//
//   Result<Census> census = TakeCensus(bytes, limits);
//   if (!census.ok()) return census.error();
//   Use(census.value());
//
// No exception crosses a stage: a library that throws is caught inside the room that calls it. A
// code is stable, since it decides the exit code (see ExitCode) and the French note in
// `a-verifier/`. Messages are English, one line, without a final dot; `hint` says what to do next.
// Neither may hold a name or a figure of a case. Plain values: safe to copy between threads.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <variant>

#include "extractors/base/geometry.h"

namespace riposte {

enum class ErrorCode {
  kUsage,        // the caller's words are wrong                                exit 1
  kEncrypted,    // a document needs a password                                 exit 2
  kDamaged,      // a document does not parse, or stops half-way                exit 2
  kEmpty,        // no byte, or no page                                         exit 2
  kUnsupported,  // bytes of a kind that is not read here                       exit 2
  kTooLarge,     // pages, pixels or bytes over the limit                       exit 2
  kTimeLimit,    // a child was stopped by the clock                            exit 2
  kMemoryLimit,  // a child was stopped for its memory                          exit 2
  kChildDied,    // a child crashed on foreign bytes                            exit 2
  kProtocol,     // a child's answer did not check out                          exit 2
  kTemplate,     // a file under templates/ is wrong: file:line: message        exit 3
  kNeedsPerson,  // read, but a required value is missing or uncertain          exit 4
  kStorage,      // disk full, no right, not found                              exit 5
  kLocked,       // another instance holds HOME                                 exit 6
  kDefect,       // a defect of ours                                            exit 70
};

// The exit code of `contract` for an error, and its stable lower-case name («too_large»).
int ExitCode(ErrorCode code);
const char* Name(ErrorCode code);

struct Error {
  ErrorCode code = ErrorCode::kDefect;
  std::string message;
  std::string hint;
  std::string file;        // empty: not about one file
  int line = 0;            // of a template or a table, 1-based; 0: none
  int page = 0;            // of a document, 1-based; 0: none
  std::optional<Box> box;  // on that page

  // «file:line: message (hint)», whatever of it is there.
  std::string ToString() const;
};

template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : v_(std::in_place_index<0>, std::move(value)) {}  // NOLINT: implicit on purpose
  Result(Error error) : v_(std::in_place_index<1>, std::move(error)) {}  // NOLINT

  bool ok() const { return v_.index() == 0; }
  // Undefined unless ok().
  T& value() & { return std::get<0>(v_); }
  const T& value() const& { return std::get<0>(v_); }
  T&& value() && { return std::get<0>(std::move(v_)); }
  T* operator->() { return &std::get<0>(v_); }
  const T* operator->() const { return &std::get<0>(v_); }
  T& operator*() & { return std::get<0>(v_); }
  const T& operator*() const& { return std::get<0>(v_); }
  // Undefined if ok().
  Error& error() & { return std::get<1>(v_); }
  const Error& error() const& { return std::get<1>(v_); }

 private:
  std::variant<T, Error> v_;
};

template <>
class [[nodiscard]] Result<void> {
 public:
  Result() = default;
  Result(Error error) : error_(std::move(error)) {}  // NOLINT: implicit on purpose
  bool ok() const { return !error_; }
  const Error& error() const { return *error_; }

 private:
  std::optional<Error> error_;
};

using Status = Result<void>;

}  // namespace riposte
