package org.likeness.torch;

import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.jspecify.annotations.Nullable;

/**
 * The native memory of one iteration. The owner of a loop opens one scope per iteration; each
 * tensor created inside is freed when it closes, unless {@link #keep kept}. Scopes are a stack of
 * the thread that opened them and must be closed there, innermost first.
 *
 * <p>Java's garbage collector does not see the memory behind a tensor: a loop without a scope fills
 * the memory until the kernel ends the process. A module made inside a scope would lose its
 * children with it: see {@link #refuse}.
 */
public final class Scope implements AutoCloseable {
  private final PointerScope pointers;
  private final @Nullable NoGradGuard noGrad;

  private Scope(boolean gradients) {
    // The guard is made first and belongs to the scope around this one, if any: closing the
    // pointers
    // does not close it too early.
    this.noGrad = gradients ? null : new NoGradGuard();
    this.pointers = new PointerScope();
  }

  /** A scope in which operations record what backward needs. */
  public static Scope open() {
    return new Scope(true);
  }

  /** A scope in which nothing is recorded for backward. */
  public static Scope openNoGrad() {
    return new Scope(false);
  }

  /**
   * Lets {@code pointer} outlive this scope: it moves to the scope around this one, or to the
   * garbage collector where there is none.
   */
  public <P extends Pointer> P keep(P pointer) {
    pointer.retainReference();
    PointerScope outer = outer();
    if (outer != null) {
      outer.attach(pointer);
      pointer.releaseReference();
    }
    return pointer;
  }

  private @Nullable PointerScope outer() {
    boolean found = false;
    java.util.Iterator<PointerScope> innermostFirst = PointerScope.getScopeIterator();
    while (innermostFirst != null && innermostFirst.hasNext()) {
      PointerScope scope = innermostFirst.next();
      if (found) {
        return scope;
      }
      found = scope == pointers;
    }
    return null;
  }

  /**
   * Throws where a scope is open on this thread: for constructors of things that must outlive any
   * iteration.
   */
  public static void refuse(String what) {
    if (PointerScope.getInnerScope() != null) {
      throw new IllegalStateException(
          what
              + " is being built inside a scope and would be freed with it: build it before the loop");
    }
  }

  /**
   * Makes something that outlives every scope of this thread, such as a buffer that many iterations
   * use; its maker closes it.
   */
  public static <P extends Pointer> P outside(java.util.function.Supplier<P> make) {
    P pointer = make.get();
    if (PointerScope.getInnerScope() != null) {
      pointer.retainReference();
    }
    return pointer;
  }

  @Override
  public void close() {
    try {
      pointers.close();
    } finally {
      if (noGrad != null) {
        noGrad.close();
      }
    }
  }
}
