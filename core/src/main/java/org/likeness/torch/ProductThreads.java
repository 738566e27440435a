package org.likeness.torch;

import java.util.Optional;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.openblas.presets.openblas_nolapack;

/**
 * The number of threads of matrix products, which OpenBLAS has for the whole process.
 *
 * <p>JavaCPP's own call looks up four functions in all libraries each time, which takes two
 * milliseconds; the function that is found once takes less than a microsecond.
 */
final class ProductThreads {
  private final Optional<openblas_nolapack.SetNumThreads> function;

  private ProductThreads(Optional<openblas_nolapack.SetNumThreads> function) {
    this.function = function;
  }

  /** To be called once OpenBLAS is loaded. */
  static ProductThreads find() {
    try (PointerScope scope = new PointerScope()) {
      Pointer address = Loader.addressof("openblas_set_num_threads");
      if (address == null || Loader.addressof("MKL_Set_Num_Threads") != null) {
        return new ProductThreads(Optional.empty());
      }
      openblas_nolapack.SetNumThreads function = new openblas_nolapack.SetNumThreads() {};
      function.retainReference(); // beyond the scope
      return new ProductThreads(Optional.of(function.put(address)));
    }
  }

  /** Sets the number for now; what JavaCPP says about it stays. */
  void setForNow(int threads) {
    if (function.isPresent()) {
      function.get().call(threads);
      return;
    }
    set(threads);
  }

  void set(int threads) {
    try (PointerScope scope = new PointerScope()) {
      openblas_nolapack.blas_set_num_threads(threads);
    }
  }
}
