# Environment variables that native libraries read when they are loaded, see docs/decisions/0006-threads-that-wait.md. For ./likeness, bench/run and
# bench/peers; a variable that is set already is not changed.

# OpenMP threads that spin while waiting take the cores from threads that decode and augment: a step then takes many times as long.
export OMP_WAIT_POLICY=${OMP_WAIT_POLICY:-passive}
# OpenBLAS has its own threads, which by default spin for some 30 ms after each product; 2^20 clock ticks are a third of a millisecond.
export OPENBLAS_THREAD_TIMEOUT=${OPENBLAS_THREAD_TIMEOUT:-20}
# glibc would return the memory of each step to the system and request it again in the next, page by page. One arena: the others, which Java's
# threads would use, always return blocks over 64 MB.
export GLIBC_TUNABLES=${GLIBC_TUNABLES:-glibc.malloc.mmap_threshold=4294967296:glibc.malloc.trim_threshold=8589934592:glibc.malloc.arena_max=1:glibc.malloc.hugetlb=1}
