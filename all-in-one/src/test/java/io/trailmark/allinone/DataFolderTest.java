package io.trailmark.allinone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DataFolderTest {
  @TempDir Path temporary;

  @Test
  void knowsItselfAgain() {
    String id;
    try (DataFolder folder = DataFolder.open(temporary.resolve("a/b"))) {
      id = folder.id();
    }
    try (DataFolder folder = DataFolder.open(temporary.resolve("a/b"))) {
      assertThat(folder.id()).isEqualTo(id).isNotEmpty();
    }
  }

  @Test
  void isOpenedOnce() {
    try (DataFolder folder = DataFolder.open(temporary)) {
      assertThatThrownBy(() -> DataFolder.open(folder.root()))
          .isInstanceOf(Refusal.class)
          .hasMessageContaining("in use");
      assertThatThrownBy(() -> DataFolder.openFreshForDemo(folder.root()))
          .isInstanceOf(Refusal.class);
    }
    DataFolder.open(temporary).close();
  }

  @Test
  void touchesNothingThatIsNotItsOwn() throws IOException {
    Path letter = Files.writeString(temporary.resolve("letter.txt"), "dear");
    assertThatThrownBy(() -> DataFolder.open(temporary)).isInstanceOf(Refusal.class);
    assertThatThrownBy(() -> DataFolder.openFreshForDemo(temporary)).isInstanceOf(Refusal.class);
    assertThatThrownBy(() -> DataFolder.open(letter)).isInstanceOf(Refusal.class);
    try (var files = Files.list(temporary)) {
      assertThat(files).containsExactly(letter);
    }
  }

  @Test
  void isEmptiedForADemoOnlyIfADemoMadeIt() throws IOException {
    Path demo = temporary.resolve("demo");
    DataFolder.openFreshForDemo(demo).close();
    Files.createDirectories(demo.resolve("postgres/base"));
    Files.writeString(demo.resolve("postgres/base/1"), "old");
    DataFolder.openFreshForDemo(demo).close();
    assertThat(demo.resolve("postgres")).doesNotExist();

    Path served = temporary.resolve("served");
    DataFolder.open(served).close();
    Files.writeString(served.resolve("precious"), "kept");
    assertThatThrownBy(() -> DataFolder.openFreshForDemo(served))
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("no demo made");
    assertThat(served.resolve("precious")).hasContent("kept");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void goesOnAfterADemoWasKilledWhileEmptyingIt(boolean served) throws IOException {
    DataFolder.openFreshForDemo(temporary).close();
    // As the killed demo left it: some of it gone, some not.
    Path marker = temporary.resolve("trailmark.properties");
    Files.writeString(marker, Files.readString(marker).replace("purpose=demo", "purpose=emptying"));
    Path rest = Files.createDirectories(temporary.resolve("postgres"));
    Files.writeString(temporary.resolve("trailmark.properties.part"), "id=");
    (served ? DataFolder.open(temporary) : DataFolder.openFreshForDemo(temporary)).close();
    assertThat(rest).doesNotExist();
    assertThat(Files.readString(marker)).contains(served ? "purpose=serve" : "purpose=demo");
  }

  @Test
  void keepsItsMarkerWhileItIsEmptied() throws IOException {
    DataFolder.openFreshForDemo(temporary).close();
    Files.writeString(temporary.resolve("old"), "old");
    DataFolder.empty(temporary);
    assertThat(temporary.resolve("old")).doesNotExist();
    assertThat(temporary.resolve("trailmark.properties")).exists();
  }

  @Test
  void isMadeAgainWhereItsMarkerWasNeverFinished() throws IOException {
    Files.writeString(temporary.resolve("trailmark.properties.part"), "");
    DataFolder.open(temporary).close();
    DataFolder.open(temporary).close();
  }

  @Test
  void isServedAfterADemo() {
    DataFolder.openFreshForDemo(temporary).close();
    DataFolder.open(temporary).close();
  }
}
