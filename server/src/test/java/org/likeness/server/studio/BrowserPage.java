package org.likeness.server.studio;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/** A page of the studio in Debian's Chromium, and what went wrong in it. */
final class BrowserPage implements AutoCloseable {
  private static final Path CHROMIUM =
      Path.of(System.getProperty("likeness.chromium", "/usr/bin/chromium"));
  private static final List<String> ARGUMENTS =
      List.of(
          "--no-sandbox",
          "--disable-quic",
          "--no-first-run",
          "--disable-background-networking",
          "--disable-component-update",
          "--disable-sync",
          "--use-gl=angle",
          "--use-angle=swiftshader",
          "--enable-unsafe-swiftshader");

  private static final long LONGEST = 60_000; // milliseconds
  private static final long BETWEEN = 100;

  /** Notes vanish after some seconds: {@code told} has all of them, after their class. */
  private static final String TOLD =
      """
      window.told = [];
      new MutationObserver(changes => {
        for (const change of changes.filter(each => each.target.id === 'notes')) {
          for (const node of change.addedNodes) told.push((node.className + ' ' + node.textContent).trim());
        }
      }).observe(document, {childList: true, subtree: true});
      """;

  private final Playwright playwright;
  private final Browser browser;
  private final BrowserContext context;
  private final Page page;
  private final URI address;
  private final List<String> troubles = new ArrayList<>();

  private BrowserPage(Playwright playwright, URI address, ColorScheme colours) {
    this.playwright = playwright;
    this.address = address;
    this.browser =
        playwright
            .chromium()
            .launch(
                new BrowserType.LaunchOptions()
                    .setExecutablePath(CHROMIUM)
                    .setArgs(ARGUMENTS)
                    .setTimeout(3 * LONGEST));
    this.context =
        browser.newContext(
            new Browser.NewContextOptions().setViewportSize(1280, 800).setColorScheme(colours));
    this.page = context.newPage();
    page.setDefaultTimeout(LONGEST);
    page.addInitScript(TOLD);
    page.onConsoleMessage(
        message -> {
          if (message.type().equals("error") || message.type().equals("warning")) {
            troubles.add(message.text() + " (" + message.location() + ")");
          }
        });
    page.onPageError(troubles::add);
    page.onResponse(
        response -> {
          if (response.status() >= 400) {
            troubles.add(response.status() + " " + response.url());
          }
        });
    page.onRequest(
        request -> {
          String url = request.url();
          if (!url.startsWith(address.toString())
              && !url.startsWith("data:")
              && !url.startsWith("blob:")) {
            troubles.add("a request to " + url);
          }
        });
  }

  /** Opens a browser; where there is none the test is skipped, with the reason. */
  static BrowserPage open(URI address, ColorScheme colours) {
    boolean there = Files.isExecutable(CHROMIUM);
    if (!there) {
      System.err.println("The studio is not tested in a browser: there is no " + CHROMIUM);
    }
    Assumptions.assumeTrue(there, "there is no " + CHROMIUM);
    PlaywrightAssertions.setDefaultAssertionTimeout(LONGEST);
    Map<String, String> environment = new HashMap<>(System.getenv());
    environment.put("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
    return new BrowserPage(
        Playwright.create(new Playwright.CreateOptions().setEnv(environment)), address, colours);
  }

  Page page() {
    return page;
  }

  /** Opens a view, such as {@code look?row=3}, in a page loaded anew. */
  void view(String hash) {
    page.navigate("about:blank");
    page.navigate(address + "/#/" + hash);
  }

  /** Drops a file onto an element, as the system would. */
  void drop(String selector, byte[] bytes, String name) {
    var transfer =
        page.evaluateHandle(
            "([text, name]) => { const data = new DataTransfer();"
                + " const bytes = Uint8Array.from(atob(text), c => c.charCodeAt(0));"
                + " data.items.add(new File([bytes], name, {type: 'image/png'})); return data; }",
            List.of(Base64.getEncoder().encodeToString(bytes), name));
    for (String event : List.of("dragover", "drop")) {
      page.dispatchEvent(selector, event, Map.of("dataTransfer", transfer));
    }
  }

  /** Waits until the page has said this, also if the note has vanished; a bad one after "bad ". */
  void said(String note) {
    until("note => told.some(each => each.startsWith(note))", note);
  }

  /** Waits until all pictures have come. */
  void pictured() {
    until("() => [...document.images].every(image => image.complete)", null);
  }

  private void until(String function, @Nullable Object argument) {
    long start = System.nanoTime();
    while (!Boolean.TRUE.equals(page.evaluate(function, argument))) {
      if (System.nanoTime() - start > TimeUnit.MILLISECONDS.toNanos(LONGEST)) {
        throw new AssertionError(function + " stays false of " + argument);
      }
      page.waitForTimeout(BETWEEN);
    }
  }

  /** Errors and warnings of the page, answers of 400 and more, requests to elsewhere. */
  List<String> troubles() {
    return troubles;
  }

  @Override
  public void close() {
    context.close();
    browser.close();
    playwright.close();
  }
}
