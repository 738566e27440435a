package org.likeness.torch;

/**
 * While one of these is open, a matrix product is computed by the thread that asks for it alone.
 * For work that is cut into tiles, a thread each: what a tile produced is then used while it is
 * still in the cache of that core, and no thread waits for another between tiles.
 *
 * <p>OpenBLAS has one number of threads for the whole process, so products of other threads are
 * single-threaded too meanwhile: slower, with the same results. Any number of these may be open at
 * once.
 */
public final class SerialProducts implements AutoCloseable {
  private SerialProducts() {}

  public static SerialProducts open() {
    Torch.require();
    Torch.productsAreSerial(1);
    return new SerialProducts();
  }

  @Override
  public void close() {
    Torch.productsAreSerial(-1);
  }
}
