# What libtorch's libraries read when they are loaded, see docs/decisions/0006-threads-that-wait.md. For ./likeness, bench/run and the peers
# of bench/peers; what is set already stays.

# OpenMP threads that wait by spinning would take the cores from those that decode and augment: a step then takes many times as long.
export OMP_WAIT_POLICY=${OMP_WAIT_POLICY:-passive}
# OpenBLAS has threads of its own, which by default spin for some 30 ms after each product; 2^20 ticks of the clock are a third of one.
export OPENBLAS_THREAD_TIMEOUT=${OPENBLAS_THREAD_TIMEOUT:-20}
# glibc would give the memory of each step back to the system, only to take it again in the next, page by page. One arena: the others, which
# threads of Java would get, always do so with blocks over 64 MB.
export GLIBC_TUNABLES=${GLIBC_TUNABLES:-glibc.malloc.mmap_threshold=4294967296:glibc.malloc.trim_threshold=8589934592:glibc.malloc.arena_max=1:glibc.malloc.hugetlb=1}
