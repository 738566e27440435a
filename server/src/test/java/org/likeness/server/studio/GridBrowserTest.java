package org.likeness.server.studio;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.likeness.augment.Preprocessing;
import org.likeness.data.Dataset;
import org.likeness.data.load.LoaderOptions;
import org.likeness.data.source.DataOptions;
import org.likeness.data.source.Datasets;
import org.likeness.features.PixelEmbedder;
import org.likeness.random.Purpose;
import org.likeness.random.RandomSource;
import org.likeness.random.RandomStream;
import org.likeness.search.IndexOptions;
import org.likeness.search.SearchIndexWriter;
import org.likeness.server.ServerAddress;
import org.likeness.table.EmbeddingTableWriter;
import org.likeness.torch.Torch;

/**
 * A grid of many distinct images, {@code -Dlikeness.grid=100000} for the figure of docs/studio.md:
 * from the page's address to all pictures of the first screen, and from a jump to the end to all
 * pictures there. Times are written to {@code target/grid.csv}.
 */
final class GridBrowserTest {
  private static final int IMAGES = Integer.getInteger("likeness.grid", 1000);
  private static final int SIDE = 32;
  private static final String WAIT =
      """
      last => new Promise(resolve => {
        const start = performance.now();
        if (last >= 0) document.querySelector('.grid').scrollTop = 1e9;
        const look = () => {
          const grid = document.querySelector('.grid');
          if (!grid) {
            requestAnimationFrame(look);
            return;
          }
          const box = grid.getBoundingClientRect();
          const tiles = [...document.querySelectorAll('.tile')];
          const seen = tiles.filter(tile => {
            const place = tile.getBoundingClientRect();
            return place.bottom > box.top && place.top < box.bottom;
          });
          const there = last < 0 || tiles.some(tile => Number(tile.dataset.index) === last);
          const images = seen.map(tile => tile.querySelector('img'));
          if (there && images.length > 20 && images.every(image => image.complete && image.naturalWidth)) {
            resolve(performance.now() - (last < 0 ? 0 : start));
          } else requestAnimationFrame(look);
        };
        look();
      })
      """;

  @TempDir private Path folder;

  @Test
  void theFirstScreenAndAJumpToTheEnd() throws IOException {
    Torch.require();
    Path index = index(images());
    StudioOptions options =
        new StudioOptions(folder.resolve("runs"), Optional.of(index), ServerAddress.loopback(0));
    try (Studio studio = Studio.start(options);
        BrowserPage browser = BrowserPage.open(studio.address(), ColorScheme.LIGHT)) {
      Page page = browser.page();
      // Looks from the start of the page on, and not when all of it is loaded.
      page.addInitScript("window.firstScreen = (" + WAIT + ")(-1)");
      browser.view("look");
      double first = ((Number) page.evaluate("window.firstScreen")).doubleValue();
      double end = ((Number) page.evaluate(WAIT, IMAGES - 1)).doubleValue();
      assertThat(page.locator(".tile[data-index='" + (IMAGES - 1) + "']"))
          .hasAttribute("aria-label", "%06d.png".formatted(IMAGES - 1));
      assertThat(page.locator("#look-count"))
          .containsText(String.format(Locale.ROOT, "%,d", IMAGES));
      // A grid of any size has the elements of some screens alone.
      assertThat(page.locator(".tile").count()).isLessThan(300);
      assertThat(browser.troubles()).isEmpty();
      String line = String.format(Locale.ROOT, "%d,%.0f,%.0f", IMAGES, first, end);
      Files.createDirectories(Path.of("target"));
      Files.write(
          Path.of("target/grid.csv"), List.of("images,first_screen_ms,jump_to_end_ms", line));
    }
  }

  private Path images() throws IOException {
    Path images = Files.createDirectories(folder.resolve("images"));
    for (int i = 0; i < IMAGES; i++) {
      RandomStream random = new RandomSource(7).stream(Purpose.EVALUATION, 0, 0, i);
      BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
      int back = random.nextInt(1 << 24);
      int front = random.nextInt(1 << 24);
      int cut = 4 + random.nextInt(SIDE - 8);
      for (int p = 0; p < SIDE * SIDE; p++) {
        image.setRGB(p % SIDE, p / SIDE, p % SIDE < cut ? back : front);
      }
      ImageIO.write(image, "png", images.resolve("%06d.png".formatted(i)).toFile());
    }
    return images;
  }

  private Path index(Path images) throws IOException {
    Path table = folder.resolve("table");
    Preprocessing small =
        new Preprocessing(8, 8, List.of(0.5, 0.5, 0.5), List.of(0.25, 0.25, 0.25));
    try (Dataset dataset = Datasets.open(images.toString(), DataOptions.defaults())) {
      new EmbeddingTableWriter(
              table, new PixelEmbedder(small), "0".repeat(64), LoaderOptions.everyImage(256), false)
          .write(dataset, images.toString(), (done, total) -> true);
    }
    Path index = folder.resolve("index");
    try (SearchIndexWriter writer = SearchIndexWriter.open(index, IndexOptions.defaults())) {
      writer.add(table, (done, total) -> true);
      writer.commit();
    }
    return index;
  }
}
