package org.likeness.server.service;

import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.OpenMetricsTextFormatWriter;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.function.IntSupplier;
import org.bytedeco.javacpp.Pointer;

/**
 * What the service counts, for Prometheus: the text format, or OpenMetrics where the client accepts
 * that. Names begin with {@code likeness_}.
 */
final class ServiceMetrics {
  private static final double NANOS = 1e-9;

  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final ExpositionFormatWriter text =
      PrometheusTextFormatWriter.builder().setIncludeCreatedTimestamps(false).build();
  private final ExpositionFormatWriter openMetrics =
      OpenMetricsTextFormatWriter.builder().setCreatedTimestampsEnabled(false).build();

  private final Counter requests =
      Counter.builder()
          .name("likeness_requests_total")
          .help("Requests answered, by address and status code.")
          .labelNames("path", "status")
          .register(registry);
  private final Histogram seconds =
      Histogram.builder()
          .name("likeness_request_seconds")
          .help("Time from the beginning of a request to its answer, in seconds.")
          .labelNames("path")
          .classicOnly()
          .classicUpperBounds(0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10)
          .register(registry);
  private final Counter images =
      Counter.builder()
          .name("likeness_images_total")
          .help("Images that went through the network.")
          .register(registry);
  private final Histogram batchSize =
      Histogram.builder()
          .name("likeness_batch_images")
          .help("Images of a batch.")
          .classicOnly()
          .classicUpperBounds(1, 2, 4, 8, 16, 32, 64, 128, 256)
          .register(registry);
  private final Histogram batchSeconds =
      Histogram.builder()
          .name("likeness_batch_seconds")
          .help("Time of a batch in the network, in seconds.")
          .classicOnly()
          .classicUpperBounds(0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5)
          .register(registry);
  private final Counter refused =
      Counter.builder()
          .name("likeness_refused_total")
          .help("Requests refused because the queue was full.")
          .register(registry);

  ServiceMetrics() {
    GaugeWithCallback.builder()
        .name("process_resident_memory_bytes")
        .help("Resident memory of the process.")
        .callback(callback -> callback.call((double) Pointer.physicalBytes()))
        .register(registry);
    GaugeWithCallback.builder()
        .name("likeness_heap_bytes")
        .help("Java's memory in use.")
        .callback(
            callback ->
                callback.call(
                    (double)
                        (Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory())))
        .register(registry);
    refused.inc(0);
    images.inc(0);
  }

  /** Shows how many images are in the service. */
  void watchPlaces(IntSupplier taken) {
    GaugeWithCallback.builder()
        .name("likeness_images_in_service")
        .help("Images that are read, wait, or are in the network.")
        .callback(callback -> callback.call(taken.getAsInt()))
        .register(registry);
  }

  void answered(String path, int status, double milliseconds) {
    requests.labelValues(path, Integer.toString(status)).inc();
    seconds.labelValues(path).observe(milliseconds / 1000);
  }

  void batch(int size, long nanos) {
    images.inc(size);
    batchSize.observe(size);
    batchSeconds.observe(nanos * NANOS);
  }

  void refused() {
    refused.inc();
  }

  /** The content type of {@link #write} for a client that accepts {@code accept}. */
  String contentType(String accept) {
    return writer(accept).getContentType();
  }

  byte[] write(String accept) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    writer(accept).write(out, registry.scrape(), EscapingScheme.UNDERSCORE_ESCAPING);
    return out.toByteArray();
  }

  private ExpositionFormatWriter writer(String accept) {
    return openMetrics.accepts(accept) ? openMetrics : text;
  }
}
