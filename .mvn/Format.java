import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs google-java-format over the sources of every module: {@code check} fails the build and names the files that differ, {@code
 * write} mends them ({@code ./mvnw -N validate -Dtrailmark.format=write}).
 */
public class Format {
  public static void main(String[] args) throws Exception {
    Path jar = Path.of(args[0]);
    boolean write = args[1].equals("write");
    List<String> files = sources(Path.of(args[2]));
    if (files.isEmpty()) {
      return;
    }
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElse("java"));
    for (String p : List.of("api", "code", "file", "parser", "tree", "util")) {
      command.add("--add-exports=jdk.compiler/com.sun.tools.javac." + p + "=ALL-UNNAMED");
    }
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-jar", jar.toString()));
    command.addAll(write ? List.of("--replace") : List.of("--dry-run", "--set-exit-if-changed"));
    command.addAll(files);
    int exit = new ProcessBuilder(command).inheritIO().start().waitFor();
    if (exit != 0) {
      System.err.println("Not formatted: run ./mvnw -N validate -Dtrailmark.format=write");
      System.exit(1);
    }
  }

  private static List<String> sources(Path root) throws IOException {
    List<String> files = new ArrayList<>();
    try (var modules = Files.newDirectoryStream(root, m -> Files.isDirectory(m.resolve("src")))) {
      for (Path module : modules) {
        try (var paths = Files.walk(module.resolve("src"))) {
          paths.map(Path::toString).filter(p -> p.endsWith(".java")).forEach(files::add);
        }
      }
    }
    return files;
  }
}
