package org.likeness.server.studio;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ScreenshotType;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;

/**
 * Takes the pictures of docs/studio.md from a studio that runs: {@code ADDRESS FOLDER RUN...}, each
 * view light and dark. The first run is measured already.
 */
final class BrowserScreenshots {
  private static final int QUALITY = 80;
  private static final int SETTLE = 2500;

  private BrowserScreenshots() {}

  public static void main(String[] args) {
    URI address = URI.create(args[0]);
    Path folder = Path.of(args[1]);
    List<String> runs = List.of(args).subList(2, args.length);
    for (ColorScheme colours : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
      try (BrowserPage browser = BrowserPage.open(address, colours)) {
        browser.page().setViewportSize(1200, 750);
        for (String view :
            List.of("runs", "look", "map", "similarity", "neighbours", "compare", "views")) {
          show(browser, view, runs);
          loaded(browser.page());
          String name = view + "-" + colours.name().toLowerCase(java.util.Locale.ROOT) + ".jpg";
          browser
              .page()
              .screenshot(
                  new Page.ScreenshotOptions()
                      .setPath(folder.resolve(name))
                      .setType(ScreenshotType.JPEG)
                      .setQuality(QUALITY));
        }
        browser.troubles().forEach(System.err::println);
      }
    }
  }

  private static void show(BrowserPage browser, String view, List<String> runs) {
    Page page = browser.page();
    String first = runs.get(0);
    switch (view) {
      case "runs" -> browser.view("runs?run=" + String.join("&run=", runs));
      case "look" -> {
        browser.view("runs");
        Object image =
            page.evaluate(
                "fetch('/api/rows/1071').then(a => a.json()).then(r => encodeURIComponent(r.table + ':' + r.id))");
        browser.view("look?image=" + image);
        page.locator("#hits .hit img").first().waitFor();
        // The grid at the query's place.
        page.evaluate(
            "document.querySelector('.grid').scrollTop = 1071 / 3812 * document.querySelector('.grid').scrollHeight - 250");
      }
      case "map" -> {
        browser.view("map");
        page.locator(".stage[data-epoch='200']").waitFor();
        choose(page);
      }
      case "compare" -> {
        browser.view("compare?run=" + first + "&run=" + runs.get(1) + "&index=1071");
        page.locator(".both .hit img").first().waitFor();
      }
      case "views" -> {
        browser.view("views?run=" + first);
        page.locator("[data-filter]").fill("animal-mammal");
        page.locator("[data-filter]").press("Enter");
        page.waitForTimeout(SETTLE);
      }
      default -> {
        browser.view(view + "?run=" + first);
        page.locator(".protocol").waitFor();
      }
    }
    page.waitForTimeout(SETTLE);
  }

  /** Waits for the pictures in sight. */
  private static void loaded(Page page) {
    page.waitForFunction(
        "() => [...document.images].filter(i => { const at = i.getBoundingClientRect();"
            + " return at.top < innerHeight && at.left < innerWidth; }).every(i => i.complete)");
  }

  /** A lasso around a part of the map, and the pointer on one of its points. */
  private static void choose(Page page) {
    page.locator("button:has-text('Lasso')").click();
    Locator stage = page.locator(".stage");
    var box = stage.boundingBox();
    double x = box.x + box.width * Double.parseDouble(System.getProperty("lasso.x", "0.5"));
    double y = box.y + box.height * Double.parseDouble(System.getProperty("lasso.y", "0.85"));
    page.mouse().move(x + 90, y);
    page.mouse().down();
    for (int i = 1; i <= 40; i++) {
      double angle = i * Math.PI / 20;
      page.mouse().move(x + 90 * Math.cos(angle), y + 60 * Math.sin(angle));
    }
    page.mouse().up();
    for (int i = 0; i < 40 && page.locator(".tip:not([hidden])").count() == 0; i++) {
      page.mouse().move(x + i - 20, y + 7 * (i % 6) - 20);
    }
  }
}
