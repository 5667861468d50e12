package io.trailmark.allinone;

import io.trailmark.segmentation.playbook.InvalidPlaybook;
import io.trailmark.segmentation.playbook.Playbook;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.stream.Collectors;

/** Playbooks in files. */
final class Playbooks {
  private Playbooks() {}

  /**
   * Reads a playbook.
   *
   * @throws Refusal that the file cannot be read, or what is wrong in it, a line each: {@code
   *     FILE:line:column: message}
   */
  static Playbook read(Path file) {
    return parse(file, text(file));
  }

  /**
   * The text of a file.
   *
   * @throws Refusal that it cannot be read
   */
  static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (NoSuchFileException e) {
      throw new Refusal("There is no file " + file + ".", e);
    } catch (MalformedInputException e) {
      throw new Refusal(file + " is not UTF-8 text.", e);
    } catch (IOException e) {
      throw new Refusal(file + " cannot be read: " + e, e);
    }
  }

  /**
   * Reads the text of a file.
   *
   * @throws Refusal what is wrong in it, a line each
   */
  static Playbook parse(Path file, String text) {
    try {
      return Playbook.parse(text);
    } catch (InvalidPlaybook e) {
      throw new Refusal(
          e.problems().stream()
              .map(p -> file + ":" + p.line() + ":" + p.column() + ": " + p.message())
              .collect(Collectors.joining(System.lineSeparator())));
    }
  }
}
