package io.trailmark.commandside.template;

import static org.assertj.core.api.Assertions.assertThat;

import io.trailmark.commandside.liquid.Liquid;
import io.trailmark.commandside.liquid.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** docs/templates.md: what it shows would be taken, and it tells all that templates see. */
class TemplatesPageTest {
  private static final Pattern EXAMPLE = Pattern.compile("(?s)````markdown\n(.*?)````");
  private static final Pattern FILTERS = Pattern.compile("(?s)Filters: (.*?)of our own");
  private static final Pattern WORD = Pattern.compile("`([a-z_]+)`");

  private final String page = Files.readString(Path.of("../docs/templates.md"));

  TemplatesPageTest() throws IOException {}

  @Test
  void showsWhatWouldBeTaken() {
    Trial trial = new Trial(new Shop(null, null, null, null, null, null, Locale.UK));
    assertThat(EXAMPLE.matcher(page).results().map(example -> example.group(1)))
        .hasSize(1)
        .allSatisfy(text -> trial.pass(Template.read("example", text)));
  }

  @Test
  void tellsAllThatTemplatesSee() {
    Vocabulary.ALL.forEach(this::isTold);
  }

  private void isTold(String name, Shape shape) {
    assertThat(page).contains("`" + name + "`");
    switch (shape) {
      case Shape.Fields fields -> fields.fields().forEach(this::isTold);
      case Shape.Each each -> isTold(name, each.of());
      default -> {}
    }
  }

  @Test
  void namesFiltersThatThereAre() {
    MatchResult filters = FILTERS.matcher(page).results().findFirst().orElseThrow();
    assertThat(WORD.matcher(filters.group(1)).results().map(word -> word.group(1)))
        .hasSizeGreaterThan(40)
        .allSatisfy(TemplatesPageTest::isRead);
  }

  /** What is not known is said so; what wants arguments says that. */
  private static void isRead(String filter) {
    try {
      Liquid.parse("{{ 'x' | " + filter + " }}", 1, 1, Vocabulary.FILTERS).problems(Map.of());
    } catch (RuntimeException e) {
      assertThat(e).hasMessageContaining("`" + filter + "` takes");
    }
  }
}
