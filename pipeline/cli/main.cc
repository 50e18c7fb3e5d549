#include <omp.h>

int main() {
  omp_set_max_active_levels(0);
  return 1;
}
