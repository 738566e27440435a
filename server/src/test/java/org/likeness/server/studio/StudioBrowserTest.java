package org.likeness.server.studio;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.likeness.server.Call;
import org.likeness.server.ServerAddress;

/** The studio as people use it. Each test ends without an error in the page. */
final class StudioBrowserTest {
  private static final int ALL = 3 * StudioFixture.EACH;
  private static final Map<String, String> SHOWN =
      Map.of(
          "runs", ".charts .uplot",
          "look", ".tile img",
          "map", ".legend button",
          "similarity", "button:has-text('Measure'), svg.histogram",
          "neighbours", "button:has-text('Measure'), .case img",
          "compare", ".both .hit img",
          "views", ".made img");

  @TempDir static Path folder;
  private static StudioFixture fixture;
  private static Studio studio;
  private static BrowserPage browser;
  private static Page page;

  @BeforeAll
  static void start() throws IOException {
    fixture = new StudioFixture(folder);
    fixture.epoch(1, 2.5); // a run that trains is shown first, with its curves
    studio = fixture.start();
    browser = BrowserPage.open(studio.address(), ColorScheme.LIGHT);
    page = browser.page();
  }

  @AfterAll
  static void stop() throws IOException {
    if (browser != null) {
      browser.close();
    }
    if (studio != null) {
      studio.close();
      fixture.close();
    }
  }

  @AfterEach
  void nothingWentWrong() {
    List<String> troubles = List.copyOf(browser.troubles());
    browser.troubles().clear();
    assertThat(troubles).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(names = {"LIGHT", "DARK"})
  void everyViewOpens(ColorScheme colours) {
    try (BrowserPage other = BrowserPage.open(studio.address(), colours)) {
      SHOWN.forEach(
          (name, selector) -> {
            other.view(name);
            assertThat(other.page().locator(selector).first()).isVisible();
            assertThat(other.page().locator("#tab-" + name)).hasAttribute("aria-current", "page");
            assertThat(other.troubles()).as(name).isEmpty();
          });
      Object back = other.page().evaluate("getComputedStyle(document.body).backgroundColor");
      assertThat(back)
          .isEqualTo(colours == ColorScheme.DARK ? "rgb(18, 21, 27)" : "rgb(246, 247, 249)");
    }
  }

  @Test
  void colours() {
    browser.view("runs");
    page.locator("#theme").click();
    page.locator("#theme").click();
    assertThat(page.locator("html")).hasAttribute("data-theme", "dark");
    page.reload();
    assertThat(page.locator("html")).hasAttribute("data-theme", "dark");
    page.locator("#theme").click();
    assertThat(page.locator("html")).hasAttribute("data-theme", "system");
  }

  @Test
  void anEmptyFolderSaysHowToStart(@TempDir Path empty) {
    StudioOptions options = new StudioOptions(empty, Optional.empty(), ServerAddress.loopback(0));
    try (Studio other = Studio.start(options);
        BrowserPage bare = BrowserPage.open(other.address(), ColorScheme.LIGHT)) {
      for (String name : List.of("runs", "similarity", "compare")) {
        bare.view(name);
        assertThat(bare.page().locator("pre")).containsText("./likeness pretrain");
      }
      bare.view("map");
      assertThat(bare.page().locator("pre")).containsText("./likeness index");
      assertThat(bare.troubles()).isEmpty();
    }
  }

  @Test
  void aCurveMovesWhileARunTrains() throws IOException {
    browser.view("runs?run=second");
    assertThat(page.locator("tr[data-run=second] .state")).hasText("running");
    Locator charts = page.locator(".charts");
    Locator loss = page.locator(".charts .card").first();
    fixture.epoch(2, 2.25);
    fixture.epoch(3, 2);
    assertThat(charts).hasAttribute("data-epochs", "3");
    assertThat(loss).containsText("2.00");
    page.mouse().move(1, 1);
    byte[] before = loss.screenshot();
    fixture.epoch(4, 1.25);
    assertThat(charts).hasAttribute("data-epochs", "4");
    assertThat(loss).containsText("1.25");
    assertThat(loss.screenshot()).isNotEqualTo(before);
    assertThat(page.locator("tr[data-run=second]")).containsText("4 / 9");
  }

  @Test
  void recipesAndTheirDifference() {
    browser.view("runs?run=first");
    page.locator("button:has-text('Recipe')").click();
    assertThat(page.locator("pre")).containsText("epochs: 2");
    page.locator("tr[data-run=second]").click();
    page.locator("button:has-text('Difference of recipes')").click();
    assertThat(page.locator("section.card")).containsText("The two recipes are equal.");
    page.keyboard().press("Escape");
    assertThat(page.locator("section.card")).hasCount(0);
  }

  @Test
  void aRunThatIsDeletedWhileItIsShown() throws IOException {
    Path gone = Files.createDirectories(fixture.runs().resolve("gone"));
    for (String name : List.of("recipe.yaml", ".lock", "metrics.jsonl")) {
      Files.copy(fixture.run().resolve(name), gone.resolve(name));
    }
    browser.view("runs?run=gone&run=first");
    assertThat(page.locator("tr[data-on]")).hasCount(2);
    assertThat(page.locator(".charts .uplot").first()).isVisible();
    for (String name : List.of("recipe.yaml", ".lock", "metrics.jsonl")) {
      Files.delete(gone.resolve(name));
    }
    Files.delete(gone);
    browser.said("The run gone was deleted.");
    assertThat(page.locator("tr[data-run=gone]")).hasCount(0);
    assertThat(page.locator("tr[data-on]")).hasCount(1);
    assertThat(page.locator(".charts .uplot").first()).isVisible();
    // A request for the run that meets its deletion is answered with 404, which tells the page.
    browser.troubles().removeIf(each -> each.contains("404") && each.contains("/api/runs/gone"));
  }

  @Test
  void searchByClickAndByKeys() {
    browser.view("look");
    Locator tiles = page.locator(".tile");
    assertThat(tiles).hasCount(ALL);
    tiles.nth(5).click();
    Locator hits = page.locator("#hits .hit");
    assertThat(hits).hasCount(ALL - 1);
    assertThat(hits.first().locator(".similarity")).hasText(Pattern.compile("0\\.\\d{3}|1\\.000"));
    assertThat(tiles.nth(5)).hasAttribute("aria-selected", "true");
    page.keyboard().press("ArrowRight");
    page.keyboard().press("Enter");
    assertThat(tiles.nth(6)).hasAttribute("aria-selected", "true");
    String file = tiles.nth(6).getAttribute("aria-label").replaceFirst(".*: ", "");
    assertThat(page.locator(".query dd").first()).hasText(file); // the answer has come
    hits.first().click();
    assertThat(page.locator(".query dd").first()).not().hasText(file);
    page.keyboard().press("Escape");
    assertThat(page.locator(".hint")).isVisible();
  }

  @Test
  void searchByADroppedFile() throws IOException {
    browser.view("look");
    assertThat(page.locator(".tile")).hasCount(ALL);
    browser.drop("#view", StudioFixture.png(0x20A040, 3), "mine.png");
    Locator first = page.locator("#hits .hit").first();
    assertThat(first.locator(".label")).hasText("green");
    assertThat(first.locator(".similarity")).hasText("1.000");
    assertThat(page.locator(".query dd")).hasText("mine.png");
  }

  @Test
  void aDroppedFileThatIsNoImage() {
    browser.view("look");
    assertThat(page.locator(".tile")).hasCount(ALL);
    browser.drop("#view", "hello".getBytes(java.nio.charset.StandardCharsets.UTF_8), "a.png");
    browser.said("bad The image is not an image: it starts with \"hello\".");
    assertThat(page.locator(".hint")).isVisible();
    page.waitForCondition(() -> browser.troubles().size() > 1); // the answer, and the console
    assertThat(browser.troubles()).hasSize(2).allMatch(text -> text.contains("415"));
    browser.troubles().clear();
  }

  @Test
  void filters() {
    browser.view("look");
    Locator total = page.locator("#look-count");
    assertThat(total).hasText(ALL + " images");
    page.keyboard().press("/");
    page.keyboard().type("/3.png");
    assertThat(total).hasText("3 of " + ALL + " images");
    assertThat(page.locator(".tile")).hasCount(3);
    page.locator("[data-filter]").fill("label=blue");
    assertThat(total).hasText(StudioFixture.EACH + " of " + ALL + " images");
    page.locator("[data-filter]").fill("");
    assertThat(total).hasText(ALL + " images");
    page.locator("select[aria-label='Column to filter by']").selectOption("label");
    page.locator("select[aria-label='Value to filter by']").selectOption("red");
    assertThat(page.locator(".chip")).containsText("label: red");
    page.locator(".tile").first().click();
    assertThat(page.locator("#hits .hit")).hasCount(StudioFixture.EACH - 1);
    page.locator("input[aria-label='Least similarity']").fill("1");
    assertThat(page.locator("#hits")).containsText(Pattern.compile("No image|1\\.000"));
    page.locator(".chip button").click();
    assertThat(total).hasText(ALL + " images");
  }

  /** The sentence stands above the grid, and the image that was clicked stays. */
  @Test
  void aFilterWithAValueThatNoImageHas() {
    browser.view("look");
    Locator filter = page.locator("[data-filter]");
    Locator tiles = page.locator(".tile");
    filter.fill("label=red");
    assertThat(tiles).hasCount(StudioFixture.EACH);
    tiles.first().click();
    Locator hits = page.locator("#hits .hit");
    assertThat(hits).hasCount(StudioFixture.EACH - 1);
    String file = page.locator(".query dd").first().textContent();
    filter.fill("label=bleu");
    Locator refused = page.locator("#refused");
    assertThat(refused).hasText("No row of the index has label=bleu, did you mean label=blue?");
    assertThat(tiles).hasCount(0);
    assertThat(hits).hasCount(0);
    filter.fill("label=blue");
    assertThat(refused).isHidden();
    assertThat(tiles).hasCount(StudioFixture.EACH);
    assertThat(hits).hasCount(StudioFixture.EACH);
    assertThat(page.locator(".query dd").first()).hasText(file);
    assertThat(browser.troubles()).isNotEmpty().allMatch(text -> text.contains("400"));
    browser.troubles().clear();
  }

  /** The least similarity of one answer is no limit for the next. */
  @Test
  void anotherFilterAfterAClick() {
    browser.view("look");
    page.locator("[data-filter]").fill("label=red");
    assertThat(page.locator(".tile")).hasCount(StudioFixture.EACH);
    page.locator(".tile").first().click();
    assertThat(page.locator("#hits .hit")).hasCount(StudioFixture.EACH - 1);
    page.locator("[data-filter]").fill("label=blue");
    assertThat(page.locator("#hits .hit")).hasCount(StudioFixture.EACH);
  }

  @Test
  void theMapWithHoverAndLasso() throws IOException {
    browser.view("map");
    Locator stage = page.locator(".stage");
    assertThat(stage).hasAttribute("data-epoch", "200");
    var box = stage.boundingBox();
    boolean shown = false;
    for (double y = box.y + 5; y < box.y + box.height && !shown; y += 14) {
      for (double x = box.x + 5; x < box.x + box.width && !shown; x += 14) {
        page.mouse().move(x, y);
        shown = page.locator(".tip:not([hidden])").count() > 0;
      }
    }
    assertThat(page.locator(".tip img")).isVisible();
    lasso(page);
    assertThat(page.locator(".side h3").first()).hasText(ALL + " images chosen");
    assertThat(page.locator(".side .hits img").first()).isVisible();
    Download list =
        page.waitForDownload(() -> page.locator("button:has-text('Save as CSV')").click());
    assertThat(Files.readAllLines(list.path()))
        .hasSize(ALL + 1)
        .first()
        .isEqualTo("table,id,label");
    page.locator("select").first().selectOption("clusters");
    assertThat(page.locator(".legend button").first()).containsText("Cluster");
    page.locator(".legend button").first().click();
    assertThat(page.locator(".legend button").first()).hasAttribute("aria-pressed", "true");
    assertThat(page.locator(".legend")).not().containsText("Grey");
    page.locator("select").nth(1).selectOption("20");
    assertThat(page.locator(".legend li").nth(12)).containsText("Grey: the smaller ones.");
    assertThat(page.locator(".legend button")).hasCount(20);
    // A click on a point opens it.
    page.locator("button:has-text('Move')").click();
    page.keyboard().press("Escape");
    assertThat(page.locator(".side h3").first()).hasText("Chosen images");
  }

  @Test
  void measuresByAButton() {
    for (String name : List.of("similarity", "neighbours")) {
      browser.view(name + "?run=first");
      page.locator("button:has-text('Measure')").click();
      assertThat(page.locator(".protocol")).containsText("queries");
      assertThat(page.locator("svg.histogram, .case img").first()).isVisible();
    }
  }

  @Test
  void oneQueryUnderTwoRuns() throws IOException {
    browser.view("compare?run=first");
    assertThat(page.locator(".both section")).hasCount(2);
    assertThat(page.locator(".both section").first().locator(".hit")).hasCount(20);
    assertThat(page.locator(".both h3")).hasText(new String[] {"A: first", "B: first@untrained"});
    page.locator(".pick .hit").nth(3).click();
    assertThat(page.locator(".pick .hit").nth(3)).hasAttribute("aria-pressed", "true");
    browser.drop("#view", StudioFixture.png(0xD02020, 2), "mine.png");
    assertThat(page.locator(".query dd").first()).hasText("mine.png");
    assertThat(page.locator(".both .hit .label").first()).hasText("red");
  }

  @Test
  void viewsWithOtherOptions() {
    browser.view("views?run=first");
    Locator made = page.locator(".made figure");
    assertThat(made).hasCount(17);
    String before = made.nth(1).locator("img").getAttribute("src");
    page.locator("input[aria-label='view.crop.min']").fill("0.95");
    assertThat(page.locator("section pre")).hasText("./likeness pretrain --set view.crop.min=0.95");
    assertThat(made.nth(1).locator("img")).not().hasAttribute("src", before);
    page.locator("input[aria-label='view.crop.min']").fill("7");
    assertThat(page.locator("[role=alert]")).containsText("view.crop.min");
    browser.troubles().removeIf(text -> text.contains("400"));
    page.locator("button:has-text('Reset')").click();
    assertThat(made.nth(1).locator("img")).hasAttribute("src", before);
  }

  /** The answer to older options comes last. */
  @Test
  void viewsOfTheOptionsThatAreShown() {
    browser.view("views?run=first");
    assertThat(page.locator(".made figure")).hasCount(17);
    Pattern slow = Pattern.compile(".*/views\\?.*0\\.91.*");
    page.route(
        slow,
        route -> {
          page.waitForTimeout(1500);
          route.resume();
        });
    Locator option = page.locator("input[aria-label='view.crop.min']");
    page.waitForRequest(slow, () -> option.fill("0.91"));
    option.fill("0.97");
    assertThat(page.locator("section pre")).hasText("./likeness pretrain --set view.crop.min=0.97");
    page.waitForTimeout(2000);
    assertThat(page.locator("section pre")).hasText("./likeness pretrain --set view.crop.min=0.97");
    page.unroute(slow);
  }

  @Test
  void settingsAreQuotedForAShell() {
    browser.view("views?run=first");
    Object quoted =
        page.evaluate(
            "import('/views.js').then(views => ['view.flip=0', 'a=[1, 2]', \"a=it's\"].map(views.quoted))");
    assertThat(quoted).isEqualTo(List.of("view.flip=0", "'a=[1, 2]'", "'a=it'\\''s'"));
  }

  @Test
  void anUnknownAddressShowsRuns() {
    browser.view("toString");
    assertThat(page.locator("#tab-runs")).hasAttribute("aria-current", "page");
    assertThat(page.locator(".charts .uplot").first()).isVisible();
  }

  /** Numbers of rows change while Look shows them. */
  @Test
  void anIndexThatChangesWhileItIsShown(@TempDir Path other) throws Exception {
    try (ChangingIndex changing = new ChangingIndex(other);
        BrowserPage shown = BrowserPage.open(changing.address(), ColorScheme.LIGHT)) {
      Page look = shown.page();
      Locator tiles = look.locator(".tile");
      shown.view("look");
      assertThat(tiles).hasCount(ChangingIndex.IMAGES);
      tiles.nth(2).click();
      assertThat(look.locator(".query dd").first()).hasText("12.png");
      shown.pictured(); // those of the state before are refused from now on
      changing.addAnImage();
      Thread.sleep(2100);
      Call.get(changing.address(), "/api/index"); // another page takes the newest state
      tiles.nth(5).click();
      assertThat(look.locator(".query dd").first()).hasText("15.png");
      assertThat(tiles).hasCount(ChangingIndex.IMAGES + 1);
      assertThat(look.locator(".tile[aria-selected=true]")).hasAttribute("aria-label", "15.png");
      assertThat(tiles.first()).hasAttribute("aria-label", "00.png");
      look.reload();
      assertThat(look.locator(".query dd").first()).hasText("15.png");
      assertThat(shown.troubles()).isEmpty();

      shown.view("map");
      assertThat(look.locator(".stage")).hasAttribute("data-epoch", "200");
      changing.draw("01.png", 4);
      changing.index();
      Thread.sleep(2100);
      Call.get(changing.address(), "/api/index");
      lasso(look);
      shown.said("The index has changed");
      assertThat(look.locator(".stage")).hasAttribute("data-epoch", "200");
      assertThat(look.locator("canvas.over"))
          .hasAttribute(
              "aria-label", Pattern.compile("Map of " + (ChangingIndex.IMAGES + 2) + " images.*"));
      assertThat(shown.troubles()).isNotEmpty().allMatch(text -> text.contains("409"));
    }
  }

  private static void lasso(Page map) {
    var box = map.locator(".stage").boundingBox();
    map.locator("button:has-text('Lasso')").click();
    map.mouse().move(box.x + 10, box.y + 10);
    map.mouse().down();
    map.mouse().move(box.x + box.width - 10, box.y + 10);
    map.mouse().move(box.x + box.width - 10, box.y + box.height - 10);
    map.mouse().move(box.x + 10, box.y + box.height - 10);
    map.mouse().up();
  }
}
