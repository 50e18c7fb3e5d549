// The wire between riposte, its zygote and the children: three fixed records and descriptors.
//
//   riposte -> zygote   Request with descriptors: reply socket, file, answer memfd, body memfd (or
//                       none), over the control socket (SOCK_SEQPACKET)
//   zygote  -> riposte  Done, over the reply socket, once the child and its whole group are dead
//   child   -> riposte  Answer and its body, in the answer memfd; the Answer is written last
//
// All on one machine and from one program file: the records are plain structs, told apart by
// `magic`. riposte and the zygote trust each other; what stands in an answer memfd is a stranger's.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "pipeline/store/files.h"

namespace riposte::wire {

constexpr uint64_t kRequestMagic = 0x3171657274736f70;
constexpr uint64_t kDoneMagic = 0x31656e6f64736f70;
constexpr uint64_t kAnswerMagic = 0x3173776e61736f70;

struct Request {
  uint64_t magic = kRequestMagic;
  uint64_t id = 0;
  uint32_t verb = 0;
  int32_t has_body = 0;
  int32_t page = 0, count = 0;
  int32_t wall_milliseconds = 0;
  int32_t reserved = 0;
  std::array<double, 4> box{};  // left, top, right, bottom
  double dpi = 0;
};

enum class End : uint32_t {
  kExited,     // by itself: see wait_status
  kTimedOut,   // killed by the zygote at the wall clock
  kNotForked,  // there was no child: wait_status is an errno
  kThreads,    // nor was there one: the zygote has threads and must not fork
};

struct Done {
  uint64_t magic = kDoneMagic;
  uint64_t id = 0;
  End end = End::kExited;
  int32_t wait_status = 0;
  int32_t out_of_memory = 0;  // the child's last words were about memory
  int32_t landlock_abi = 0;   // 0: this kernel has none
  int32_t seccomp = 0;
  int32_t reserved = 0;
  std::array<char, 512> warm_error{};  // of the zygote's own loading; trusted, zero-ended
  std::array<char, 128> warm_hint{};
};

struct Answer {
  uint64_t magic = 0;
  uint64_t id = 0;
  int32_t status = 0;  // kOk or an ErrorCode
  int32_t reserved = 0;
  uint64_t length = 0;
};
constexpr int32_t kOk = -1;

// Exit codes of a child that wrote no answer.
constexpr int kExitMemory = 42;     // an allocation was refused
constexpr int kExitNoSandbox = 43;  // the kernel has it but would not set it up

constexpr size_t kMaxDescriptors = 4;

// One record with descriptors. Send fails (false, see errno) when the other end is gone.
bool Send(int socket, std::span<const std::byte> record, std::span<const int> descriptors);
// Receives a record of exactly that size; false at the end of the stream, or when it does not fit.
bool Receive(int socket, std::span<std::byte> record, std::vector<Fd>* descriptors);

template <class T>
std::span<const std::byte> BytesOf(const T& record) {
  return std::as_bytes(std::span<const T, 1>(&record, 1));
}
template <class T>
std::span<std::byte> WritableBytesOf(T& record) {
  return std::as_writable_bytes(std::span<T, 1>(&record, 1));
}

}  // namespace riposte::wire
