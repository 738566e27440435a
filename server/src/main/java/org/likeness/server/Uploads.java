package org.likeness.server;

import io.javalin.http.Context;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Reads the bodies of requests: each of at most {@link #MOST_BYTES}, all together of at most a part
 * of Java's memory; beyond that clients are asked to come back. Thread-safe.
 */
public final class Uploads {
  /** The most bytes of a body: 20 MB. */
  public static final int MOST_BYTES = 20_000_000;

  private static final int PIECE = 64 << 10;
  private static final long DRAINED = 80L << 20;
  private static final Duration LONGEST = Duration.ofMinutes(1);

  private final AtomicLong free;

  /** Bodies, and what is made of them, may take a quarter of Java's memory. */
  public Uploads() {
    this(Math.max(4L * MOST_BYTES, Runtime.getRuntime().maxMemory() / 4));
  }

  Uploads(long together) {
    free = new AtomicLong(together);
  }

  /**
   * Reads a body.
   *
   * @return the bytes, which count until it is closed
   * @throws Refusal if it is too large (413) or there are too many at once (429)
   */
  public Upload read(Context context) throws IOException {
    long declared = context.req().getContentLengthLong();
    InputStream in = context.req().getInputStream();
    if (declared > MOST_BYTES) {
      throw tooLarge(in);
    }
    Upload upload = new Upload(this);
    try {
      upload.copies = copies(context);
      upload.reserve(Math.max(declared, 0));
      upload.bytes = declared >= 0 ? known(in, (int) declared) : unknown(in, upload);
      return upload;
    } catch (IOException | RuntimeException e) {
      upload.close();
      throw e;
    }
  }

  /** How often a body is held while it is read: JSON as text, its values and decoded, too. */
  private static int copies(Context context) {
    String type = String.valueOf(context.contentType()).toLowerCase(Locale.ROOT);
    if (type.startsWith("application/json")) {
      return 4;
    }
    return Multipart.is(type) ? 2 : 1;
  }

  private static byte[] known(InputStream in, int length) throws IOException {
    long until = deadline();
    byte[] bytes = new byte[length];
    int at = 0;
    while (at < length) {
      int read = in.read(bytes, at, Math.min(PIECE, length - at));
      if (read < 0) {
        throw new Refusal(Refusal.BAD_REQUEST, "the body ends too early");
      }
      at += read;
      refuseLate(until);
    }
    return bytes;
  }

  private static byte[] unknown(InputStream in, Upload upload) throws IOException {
    long until = deadline();
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    byte[] piece = new byte[PIECE];
    int read = in.read(piece);
    while (read >= 0) {
      if (all.size() + read > MOST_BYTES) {
        throw tooLarge(in);
      }
      upload.reserve(read);
      all.write(piece, 0, read);
      refuseLate(until);
      read = in.read(piece);
    }
    return all.toByteArray();
  }

  private static long deadline() {
    return System.nanoTime() + LONGEST.toNanos();
  }

  /** A client that sends a byte now and then would keep a thread. */
  private static void refuseLate(long until) {
    if (System.nanoTime() - until > 0) {
      throw new Refusal(
          Refusal.TIMEOUT, "the body took more than " + LONGEST.toSeconds() + " seconds");
    }
  }

  /** Reads on for a while: many clients read no answer before they have sent all. */
  private static Refusal tooLarge(InputStream in) throws IOException {
    long until = deadline();
    byte[] piece = new byte[PIECE];
    long drained = 0;
    int read = in.read(piece);
    while (read >= 0 && drained < DRAINED && System.nanoTime() - until < 0) {
      drained += read;
      read = in.read(piece);
    }
    return new Refusal(
        Refusal.TOO_LARGE, "the body has more than " + MOST_BYTES / 1_000_000 + " MB, the limit");
  }

  /** The body of a request in memory. */
  public static final class Upload implements AutoCloseable {
    private final Uploads owner;
    private byte[] bytes = {};
    private int copies = 1;
    private long reserved;

    private Upload(Uploads owner) {
      this.owner = owner;
    }

    /** The bytes; not a copy. */
    public byte[] bytes() {
      return bytes;
    }

    private void reserve(long bytesMore) {
      long more = copies * bytesMore;
      long left = owner.free.addAndGet(-more);
      reserved += more;
      if (left < 0) {
        throw Refusal.busy("too many uploads at once: try again", Duration.ofSeconds(1));
      }
    }

    /** Makes room for others. */
    @Override
    public void close() {
      owner.free.addAndGet(reserved);
      reserved = 0;
      bytes = new byte[0];
    }
  }
}
