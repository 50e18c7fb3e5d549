// Sandbox of a child: no file but fonts and models, no network, no new process, no new rights.
//
//   SandboxSupport support = ProbeSandbox();        // once, in the zygote
//   if (!EnterSandbox(support)) _exit(…);           // in the child, before it looks at the file
//
// Landlock (path rules) and seccomp (system calls) stand beside each other; a kernel that lacks one
// still gives the other. EnterSandbox is false only when the kernel has a part and refuses to set
// it up: then the child must not go on. Needs PR_SET_NO_NEW_PRIVS before.
#pragma once

namespace riposte {

// ASan's shadow memory breaks any limit on memory, and its handlers and reports are its own.
#if defined(__SANITIZE_ADDRESS__)
inline constexpr bool kSanitized = true;
#else
inline constexpr bool kSanitized = false;
#endif

struct SandboxSupport {
  int landlock_abi = 0;  // 0: none
  bool seccomp = false;
};

SandboxSupport ProbeSandbox();
bool EnterSandbox(const SandboxSupport& support);

}  // namespace riposte
