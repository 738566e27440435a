package org.likeness.data.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.likeness.data.Dataset;
import org.likeness.data.UnreadableFile;
import org.likeness.error.InputException;

final class CsvDatasetTest {
  private static final DataOptions DEFAULTS = DataOptions.defaults();

  @TempDir private Path root;

  @BeforeEach
  void images() throws IOException {
    DataFiles.write(root, "img/a.png", DataFiles.png(1, 2, 0));
    DataFiles.write(root, "img/b, c.png", DataFiles.png(3, 4, 0));
  }

  private Dataset open(String text) throws IOException {
    return CsvDataset.open(DataFiles.write(root, "list.csv", text), DEFAULTS);
  }

  @Test
  void quotesMarksAndWindowsLineEnds() throws IOException {
    Dataset data =
        open(
            "\uFEFFpath,label,group,split,note\r\n"
                + "\"img/b, c.png\",zebra,g1,test,\"two\r\nlines and a \"\"quote\"\"\"\r\n"
                + "\r\n"
                + "img/a.png,ant,,train,\r\n");
    assertThat(data.name()).isEqualTo("list");
    assertThat(ImageFolderTest.ids(data)).containsExactly("img/b, c.png", "img/a.png");
    assertThat(data.classNames()).containsExactly("ant", "zebra");
    assertThat(ImageFolderTest.labels(data)).containsExactly(1, 0);
    assertThat(ImageFolderTest.splits(data)).containsExactly("test", "train");
    assertThat(data.info(0).group()).contains("g1");
    assertThat(data.info(1).group()).isEmpty();
    assertThat(data.info(0).attributes()).isEqualTo(Map.of("note", "two\r\nlines and a \"quote\""));
    assertThat(data.load(0).height()).isEqualTo(4);
  }

  @Test
  void idAndPathApartAndOtherColumnsAsLabelAndGroup() throws IOException {
    Path csv =
        DataFiles.write(
            root,
            "lists/x.csv",
            "id,path,kind,scene\nfirst,a.png,k,s1\nsecond,\"b, c.png\",,s2\nthird,gone.png,k,s3\n");
    Dataset data =
        CsvDataset.open(
            csv, DEFAULTS.withRoot(root.resolve("img").toString()).withColumns("kind", "scene"));
    assertThat(ImageFolderTest.ids(data)).containsExactly("first", "second");
    assertThat(ImageFolderTest.labels(data)).containsExactly(0, -1);
    assertThat(data.labelled()).isFalse();
    assertThat(data.info(1).group()).contains("s2");
    assertThat(data.info(0).attributes()).isEmpty();
    assertThat(data.unreadable()).containsExactly(new UnreadableFile("third", "does not exist"));
  }

  @Test
  void partsHaveTheirStandardNames() throws IOException {
    Dataset data = open("path,split\nimg/a.png,Validation\n\"img/b, c.png\",testing\n");
    assertThat(ImageFolderTest.splits(data)).containsExactly("val", "test");
    Dataset own = open("path,split\nimg/a.png,Summer\n");
    assertThat(ImageFolderTest.splits(own)).containsExactly("Summer");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "path,label~img/a.png,x,y~|line 2: 3 fields, but the header names 2 columns",
        "file,label~img/a.png,x~|line 1: one column must be named id or path, but the columns are file, label",
        "path,path~img/a.png,x~|line 1, column 2: the column path is defined twice",
        "path,~img/a.png,x~|line 1, column 2: the column has no name",
        "path,label~img/a.png,\"x~|line 2, column 2: a quote that starts here is not closed",
        "path,label~img/a.png,\"x\"y~|line 2, column 2: text follows the closing quote",
        "path,label~,x~|line 2, column 1 (path): the field is empty",
        "path~img/a.png~img/a.png~|line 3, column 1 (path): img/a.png is defined twice, first in line 2",
        "path,label~|has a header line but no rows",
      })
  void whatIsWrongIsNamedByLineAndColumn(String text, String message) {
    assertThatThrownBy(() -> open(text.replace("~", "\n")))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("list.csv")
        .hasMessageContaining(message);
  }

  @Test
  void emptyFilesOtherEncodingsAndUnknownColumns() throws IOException {
    assertThatThrownBy(() -> open(""))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("is empty");
    Path latin =
        DataFiles.write(
            root,
            "latin.csv",
            "path,label\nimg/a.png,\u00e9t\u00e9\n".getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> CsvDataset.open(latin, DEFAULTS))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("is not UTF-8");
    assertThatThrownBy(() -> CsvDataset.open(root.resolve("no.csv"), DEFAULTS))
        .isInstanceOf(InputException.class);
    Path list = DataFiles.write(root, "list.csv", "path,label\nimg/a.png,x\n");
    assertThatThrownBy(() -> CsvDataset.open(list, DEFAULTS.withColumns("kind", "")))
        .isInstanceOf(InputException.class)
        .hasMessage(list + " has no column kind for label; it has path, label");
    assertThatThrownBy(() -> open("path\nimg/none.png\n"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("img/none.png does not exist");
  }
}
