package io.trailmark.segmentation.timeline;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The stored form of a timeline's properties: every text once, then every set by its texts. */
public final class StoredProperties {
  private final Map<String, Integer> texts = new LinkedHashMap<>();

  /** Writes sets of properties. */
  public void write(Collection<Properties> bags, VarBytes out) {
    VarBytes body = new VarBytes();
    body.put(bags.size());
    bags.forEach(properties -> write(properties, body));
    out.put(texts.size());
    texts.keySet().forEach(out::put);
    out.put(body);
  }

  private void write(Properties properties, VarBytes out) {
    out.put(properties.names().size());
    for (String name : properties.names()) {
      out.put(number(name));
      out.put(number(properties.value(name)));
    }
    out.put(properties.items().size());
    properties.items().forEach(item -> write(item, out));
  }

  private int number(String text) {
    return texts.computeIfAbsent(text, t -> texts.size());
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @throws IllegalArgumentException if these are not such bytes
   */
  public List<Properties> read(VarBytes in) {
    List<String> known = new ArrayList<>();
    for (int n = in.getSize(1); n > 0; n--) {
      known.add(in.getString());
    }
    List<Properties> bags = new ArrayList<>();
    for (int n = in.getSize(2); n > 0; n--) {
      bags.add(read(in, known, true));
    }
    return bags;
  }

  private static Properties read(VarBytes in, List<String> known, boolean items) {
    int plain = in.getSize(2);
    String[] names = new String[plain];
    String[] values = new String[plain];
    for (int i = 0; i < plain; i++) {
      names[i] = known.get(in.getIndex(known.size()));
      values[i] = known.get(in.getIndex(known.size()));
    }
    List<Properties> list = new ArrayList<>();
    for (int n = in.getSize(2); n > 0; n--) {
      if (!items) {
        throw new IllegalArgumentException("a stored item has items");
      }
      list.add(read(in, known, false));
    }
    return new Properties(names, values, List.copyOf(list));
  }
}
