// The one main of the unit tests. OpenMP goes off first: a process that recognised anything with it
// on and then forks has children that hang.
#define CATCH_CONFIG_RUNNER
#include <omp.h>

#include <catch2/catch.hpp>

int main(int argc, char* argv[]) {
  omp_set_max_active_levels(0);
  return Catch::Session().run(argc, argv);
}
