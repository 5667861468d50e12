package io.trailmark.commandside.liquid;

import io.trailmark.commandside.liquid.Words.Word;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A template in Liquid. Immutable, safe for use by many threads. */
public final class Liquid {
  private final Node.Block block;

  private Liquid(Node.Block block) {
    this.block = block;
  }

  /**
   * Reads a template.
   *
   * @param line where the text begins in a whole, from 1
   * @param column the same
   * @param filters names of filters beside those of Liquid
   * @throws LiquidProblem the first there is
   */
  public static Liquid parse(String text, int line, int column, Set<String> filters) {
    return new Liquid(new Parser(new Source(text, line, column), filters).all());
  }

  /** What it asks for that cannot be, given what its variables hold. */
  public List<LiquidProblem> problems(Map<String, Shape> known) {
    Check check = new Check(known);
    block.check(check);
    return check.problems();
  }

  /**
   * Writes it.
   *
   * @param values texts, {@link java.math.BigDecimal}, booleans, {@link Shown}, {@link Escaped},
   *     and lists and maps of these
   * @throws LiquidProblem if something has no value, or it takes too long
   */
  public String render(Map<String, Object> values, Settings settings) {
    Rendering rendering = new Rendering(values, settings);
    block.render(rendering);
    return rendering.written();
  }

  /** From pieces to nodes. */
  private static final class Parser {
    private static final int DEEPEST = 50;
    private static final Set<String> TAGS =
        new TreeSet<>(
            List.of(
                "assign",
                "break",
                "capture",
                "case",
                "comment",
                "continue",
                "cycle",
                "echo",
                "for",
                "if",
                "raw",
                "unless"));
    private static final Set<String> OF_FILES = Set.of("include", "render", "layout", "section");

    private final Source source;
    private final Set<String> filters;
    private final List<Piece> pieces;
    private int next;
    private int depth;
    private int loops;

    Parser(Source source, Set<String> filters) {
      this.source = source;
      this.filters = filters;
      this.pieces = Pieces.of(source);
    }

    Node.Block all() {
      Node.Block block = block(Set.of(), null);
      if (next < pieces.size()) {
        throw misplaced((Piece.Tag) pieces.get(next));
      }
      return block;
    }

    /** Up to one of the tags, which is not taken. */
    private Node.Block block(Set<String> until, Piece.@Nullable Tag opened) {
      List<Node> nodes = new ArrayList<>();
      while (next < pieces.size()) {
        Piece piece = pieces.get(next);
        if (piece instanceof Piece.Tag tag && (until.contains(tag.name()) || isClosing(tag))) {
          if (opened == null || until.contains(tag.name())) {
            return new Node.Block(List.copyOf(nodes));
          }
          throw misplaced(tag);
        }
        next++;
        nodes.add(node(piece));
      }
      if (opened != null) {
        throw source.problem(
            opened.nameAt(),
            "`" + opened.name() + "` is never closed by `end" + opened.name() + "`");
      }
      return new Node.Block(List.copyOf(nodes));
    }

    private static boolean isClosing(Piece.Tag tag) {
      return tag.name().startsWith("end") || Set.of("else", "elsif", "when").contains(tag.name());
    }

    private LiquidProblem misplaced(Piece.Tag tag) {
      return source.problem(tag.nameAt(), "`" + tag.name() + "` closes nothing that is open here");
    }

    private Node node(Piece piece) {
      return switch (piece) {
        case Piece.Text text -> new Node.Text(text.text(), source.spot(0));
        case Piece.Output output ->
            new Node.Output(
                expression(output.inside(), output.at()).filtered(), source.spot(output.at()));
        case Piece.Tag tag -> tag(tag);
      };
    }

    private ExpressionParser expression(String inside, int at) {
      return new ExpressionParser(new Words(source, inside, at), filters);
    }

    private Words words(Piece.Tag tag) {
      return new Words(source, tag.inside(), tag.at());
    }

    private Node tag(Piece.Tag tag) {
      if (++depth > DEEPEST) {
        throw source.problem(tag.nameAt(), "tags are nested deeper than " + DEEPEST);
      }
      try {
        return switch (tag.name()) {
          case "if" -> ifOf(tag, false);
          case "unless" -> ifOf(tag, true);
          case "case" -> caseOf(tag);
          case "for" -> forOf(tag);
          case "break" -> jump(tag, Node.Flow.BREAK);
          case "continue" -> jump(tag, Node.Flow.CONTINUE);
          case "assign" -> assign(tag);
          case "capture" -> capture(tag);
          case "cycle" -> cycle(tag);
          case "echo" ->
              new Node.Output(expression(tag.inside(), tag.at()).filtered(), source.spot(tag.at()));
          case String name when OF_FILES.contains(name) ->
              throw source.problem(
                  tag.nameAt(),
                  "`" + name + "` is not for messages: a template includes no others");
          default ->
              throw Check.unknown(
                  source.spot(tag.nameAt()),
                  tag.name(),
                  "`" + tag.name() + "` is not the name of a tag",
                  TAGS,
                  null);
        };
      } finally {
        depth--;
      }
    }

    private Piece.Tag taken() {
      return (Piece.Tag) pieces.get(next++);
    }

    private Node ifOf(Piece.Tag tag, boolean unless) {
      List<Node.If.Part> parts = new ArrayList<>();
      Set<String> until = Set.of("elsif", "else", "end" + tag.name());
      Expression condition = expression(tag.inside(), tag.at()).condition();
      parts.add(new Node.If.Part(condition, unless, block(until, tag)));
      Piece.Tag part = taken();
      while (!part.name().startsWith("end")) {
        boolean otherwise = part.name().equals("else");
        if (otherwise) {
          words(part).end();
        }
        Expression next = otherwise ? null : expression(part.inside(), part.at()).condition();
        Node.Block block = block(otherwise ? Set.of("end" + tag.name()) : until, tag);
        parts.add(new Node.If.Part(next, false, block));
        part = taken();
      }
      return new Node.If(List.copyOf(parts));
    }

    private Node caseOf(Piece.Tag tag) {
      Words words = words(tag);
      Expression of = new ExpressionParser(words, filters).value();
      words.end();
      Set<String> until = Set.of("when", "else", "endcase");
      for (Node node : block(until, tag).nodes()) {
        if (!(node instanceof Node.Text text) || !text.text().isBlank()) {
          throw source.problem(
              tag.nameAt(), "between `case` and its first `when` nothing is written");
        }
      }
      List<Node.Case.When> parts = new ArrayList<>();
      Piece.Tag part = taken();
      while (!part.name().equals("endcase")) {
        List<Expression> values = part.name().equals("else") ? List.of() : values(part);
        parts.add(new Node.Case.When(values, block(until, tag)));
        part = taken();
      }
      return new Node.Case(of, List.copyOf(parts));
    }

    private List<Expression> values(Piece.Tag when) {
      Words words = words(when);
      ExpressionParser parser = new ExpressionParser(words, filters);
      List<Expression> values = new ArrayList<>();
      do {
        values.add(parser.value());
      } while (words.takeIf(",") || words.takeName("or"));
      words.end();
      return List.copyOf(values);
    }

    private Node forOf(Piece.Tag tag) {
      Words words = words(tag);
      String variable = words.name("the name of a variable");
      if (!words.takeName("in")) {
        throw words.problem("`for` is followed by a variable, `in`, and a list");
      }
      ExpressionParser parser = new ExpressionParser(words, filters);
      Expression of = parser.value();
      Expression limit = null;
      Expression offset = null;
      boolean reversed = false;
      while (!words.atEnd()) {
        if (words.takeName("reversed")) {
          reversed = true;
        } else if (words.takeName("limit")) {
          words.expect(":");
          limit = parser.value();
        } else if (words.takeName("offset")) {
          words.expect(":");
          offset = parser.value();
        } else if (!words.takeIf(",")) {
          throw words.problem("`for … in …` is followed by `limit:`, `offset:` or `reversed`");
        }
      }
      loops++;
      Node.Block block = block(Set.of("else", "endfor"), tag);
      loops--;
      Node.Block otherwise = new Node.Block(List.of());
      if (taken().name().equals("else")) {
        otherwise = block(Set.of("endfor"), tag);
        next++;
      }
      Spot spot = source.spot(tag.at() + 1);
      return new Node.For(variable, of, limit, offset, reversed, block, otherwise, spot);
    }

    private Node jump(Piece.Tag tag, Node.Flow flow) {
      words(tag).end();
      if (loops == 0) {
        throw source.problem(tag.nameAt(), "`" + tag.name() + "` stands in a `for`");
      }
      return new Node.Jump(flow);
    }

    private Node assign(Piece.Tag tag) {
      Words words = words(tag);
      String variable = words.name("the name of a variable");
      words.expect("=");
      return new Node.Assign(variable, new ExpressionParser(words, filters).filtered());
    }

    private Node capture(Piece.Tag tag) {
      Words words = words(tag);
      Word name = words.take();
      if (name.sort() != Words.Sort.NAME && name.sort() != Words.Sort.STRING) {
        throw words.spot(name).problem("`capture` is followed by the name of a variable");
      }
      words.end();
      Node.Block block = block(Set.of("endcapture"), tag);
      next++;
      return new Node.Capture(name.text(), block);
    }

    private Node cycle(Piece.Tag tag) {
      Words words = words(tag);
      ExpressionParser parser = new ExpressionParser(words, filters);
      List<Expression> values = new ArrayList<>();
      do {
        values.add(parser.value());
      } while (words.takeIf(","));
      words.end();
      return new Node.Cycle(tag.inside().strip(), List.copyOf(values), source.spot(tag.nameAt()));
    }
  }
}
