package org.likeness.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LoadTestTest {
  @Test
  void clientsSendTheirImagesAndCountAnswers() throws Exception {
    AtomicInteger calls = new AtomicInteger();
    Set<Integer> seen = ConcurrentHashMap.newKeySet();
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
    server.createContext(
        "/",
        exchange -> {
          seen.add(exchange.getRequestBody().readAllBytes().length);
          int status = calls.incrementAndGet() % 10 == 0 ? 429 : 200;
          exchange.sendResponseHeaders(status, -1);
          exchange.close();
        });
    server.start();
    try {
      URI address = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
      LoadTest test = new LoadTest(address, List.of(new byte[1], new byte[2], new byte[3]));
      LoadTest.Result result = test.run(4, Duration.ofSeconds(2));
      assertThat(result.clients()).isEqualTo(4);
      assertThat(result.seconds()).isBetween(2.0, 120.0);
      assertThat(result.milliseconds().length + result.failed()).isEqualTo(calls.get());
      assertThat(result.failed()).isEqualTo(calls.get() / 10);
      assertThat(seen).containsExactlyInAnyOrder(1, 2, 3);
    } finally {
      server.stop(0);
    }
  }

  @Test
  void quantiles() {
    double[] times = IntStream.rangeClosed(1, 200).mapToDouble(i -> 201 - i).toArray();
    LoadTest.Result result = new LoadTest.Result(1, 4, times, 0);
    assertThat(result.perSecond()).isEqualTo(50);
    assertThat(result.quantile(0.5)).isEqualTo(100);
    assertThat(result.quantile(0.99)).isEqualTo(198);
    assertThat(result.quantile(1)).isEqualTo(200);
    assertThat(new LoadTest.Result(1, 4, new double[0], 3).quantile(0.5)).isNaN();
  }
}
