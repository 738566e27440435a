package org.likeness.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The same blocks in both formats. */
final class PageTest {
  private static final List<Block> BLOCKS =
      List.of(
          new Block.Heading(2, "A <b> & *c*"),
          new Block.Paragraph("One, [two]."),
          new Block.Bullets(List.of("first", "second_")),
          new Block.Cells(List.of(List.of("", "kNN, %"), List.of("a | b", "5 ± 1"))),
          new Block.Code("./likeness a_b"),
          new Block.Drawing(
              "figures/a.svg", "<?xml version=\"1.0\"?>\n<!DOCTYPE svg>\n<svg>x</svg>", "Title"));

  @Test
  void markdown() {
    assertThat(MarkdownPage.of(BLOCKS))
        .isEqualTo(
            """
            ## A \\<b\\> & \\*c\\*

            One, \\[two\\].

            - first
            - second\\_

            | | kNN, % |
            | --- | --- |
            | a \\| b | 5 ± 1 |

            ```
            ./likeness a_b
            ```

            ![Title](figures/a.svg)
            """);
  }

  @Test
  void html() {
    assertThat(HtmlPage.of("T & U", BLOCKS))
        .startsWith("<!DOCTYPE html>")
        .contains("<title>T &amp; U</title>")
        .endsWith(
            """
            <h2>A &lt;b&gt; &amp; *c*</h2>
            <p>One, [two].</p>
            <ul>
            <li>first</li>
            <li>second_</li>
            </ul>
            <table>
            <tr><th></th><th>kNN, %</th></tr>
            <tr><td>a | b</td><td>5 ± 1</td></tr>
            </table>
            <pre>./likeness a_b</pre>
            <figure role="img" aria-label="Title"><svg>x</svg></figure>
            </body>
            </html>
            """);
  }
}
