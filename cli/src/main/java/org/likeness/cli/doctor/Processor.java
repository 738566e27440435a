package org.likeness.cli.doctor;

import java.util.List;
import org.bytedeco.openblas.presets.openblas_nolapack;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.likeness.run.Machine;
import org.likeness.torch.ComputeDevice;
import org.likeness.torch.Scope;
import org.likeness.torch.Torch;

/**
 * The processor as libtorch uses it.
 *
 * @param device the values of {@code --device} that work here
 * @param torchThreads threads of an operation in libtorch
 * @param blasThreads threads of a matrix product in OpenBLAS
 * @param capabilities instruction sets that libtorch uses, and those of the processor for 16 bits
 * @param gflops billions of floating-point operations per second in a product of two matrices of
 *     1024 x 1024 floats
 */
record Processor(
    String device, int torchThreads, int blasThreads, List<String> capabilities, double gflops) {
  private static final int SIDE = 1024;
  private static final long MEASURE_NANOS = 1_000_000_000L;

  Processor {
    capabilities = List.copyOf(capabilities);
  }

  /** Takes about a second. */
  static Processor measure() {
    Torch.require();
    return new Processor(
        ComputeDevice.CUDA.isAvailable() ? "cpu, cuda" : "cpu",
        Torch.threads(),
        openblas_nolapack.blas_get_num_threads(),
        Machine.capabilities(),
        speed());
  }

  private static double speed() {
    try (Scope scope = Scope.openNoGrad()) {
      Tensor a = torch.full(new long[] {SIDE, SIDE}, new org.bytedeco.pytorch.Scalar(0.5f));
      Tensor b = torch.full(new long[] {SIDE, SIDE}, new org.bytedeco.pytorch.Scalar(0.25f));
      Tensor product = torch.empty(SIDE, SIDE);
      torch.mm_out(product, a, b);
      long start = System.nanoTime();
      long products = 0;
      while (System.nanoTime() - start < MEASURE_NANOS) {
        torch.mm_out(product, a, b);
        products++;
      }
      return 2.0 * SIDE * SIDE * SIDE * products / (System.nanoTime() - start);
    }
  }
}
