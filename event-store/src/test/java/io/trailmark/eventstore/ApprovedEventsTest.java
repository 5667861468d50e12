package io.trailmark.eventstore;

import static org.assertj.core.api.Assertions.assertThat;

import io.trailmark.sharedevents.CustomerEvent;
import io.trailmark.sharedevents.PlaybookEvent;
import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.axonframework.serialization.SerializedObject;
import org.axonframework.serialization.Serializer;
import org.axonframework.serialization.SimpleSerializedObject;
import org.axonframework.serialization.jackson3.Jackson3Serializer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * What is stored stays stored: the JSON of every event, as approved in {@code
 * src/test/resources/approved}. To approve a new event, run with {@code -Dtrailmark.approve=true}
 * and look at the file. An existing one only changes together with an upcaster, or by a field that
 * may be absent: then the bare one stays as it is.
 */
class ApprovedEventsTest {
  private static final Path APPROVED = Path.of("src/test/resources/approved");
  private static final Serializer JSON =
      Jackson3Serializer.builder()
          .jsonMapperBuilderCustomizer(new EventStoreConfiguration().axonJson())
          .build();

  private static Stream<Class<?>> events() {
    return Stream.of(CustomerEvent.class, PlaybookEvent.class)
        .flatMap(family -> Arrays.stream(family.getPermittedSubclasses()));
  }

  @TestFactory
  Stream<DynamicTest> storesAndReadsEveryEventAsApproved() {
    return events()
        .flatMap(
            type ->
                Stream.of(
                    DynamicTest.dynamicTest(
                        type.getSimpleName(),
                        () -> storesAndReads(type.getSimpleName(), sample(type, false))),
                    DynamicTest.dynamicTest(
                        type.getSimpleName() + " without what may be absent",
                        () -> storesAndReads(type.getSimpleName() + "-bare", sample(type, true)))));
  }

  private static void storesAndReads(String name, Object event) throws IOException {
    SerializedObject<byte[]> stored = JSON.serialize(event, byte[].class);
    String json = new String(stored.getData(), StandardCharsets.UTF_8) + "\n";
    Path file = APPROVED.resolve(name + ".json");
    if (Boolean.getBoolean("trailmark.approve") && !Files.exists(file)) {
      Files.createDirectories(APPROVED);
      Files.writeString(file, json);
    }
    assertThat(file).as("approve the new event with -Dtrailmark.approve=true").exists();
    assertThat(json).isEqualTo(Files.readString(file));
    assertThat(stored.getType().getName()).isEqualTo(event.getClass().getName());
    assertThat(read(event.getClass(), Files.readAllBytes(file))).isEqualTo(event);
  }

  private static Object read(Class<?> type, byte[] json) {
    return JSON.deserialize(new SimpleSerializedObject<>(json, byte[].class, type.getName(), null));
  }

  @Test
  void keepsNoApprovedEventThatIsGone() throws IOException {
    List<String> names = events().map(Class::getSimpleName).toList();
    try (Stream<Path> files = Files.list(APPROVED)) {
      assertThat(files)
          .allSatisfy(
              file ->
                  assertThat(names)
                      .contains(file.getFileName().toString().replaceAll("(-bare)?\\.json$", "")));
    }
  }

  @Test
  void readsAnEventWithAFieldThatThisVersionDoesNotKnow() throws IOException {
    for (Class<?> type : events().toList()) {
      String json = Files.readString(APPROVED.resolve(type.getSimpleName() + ".json"));
      String newer = json.replaceFirst("\\{", "{\"ofALaterVersion\":[1],");
      assertThat(read(type, newer.getBytes(StandardCharsets.UTF_8))).isEqualTo(sample(type, false));
    }
  }

  // Samples, from the records themselves: an event that is added here is tested here.

  private static Object sample(Class<?> type, boolean bare) {
    RecordComponent[] components = type.getRecordComponents();
    Object[] values = new Object[components.length];
    for (int i = 0; i < components.length; i++) {
      boolean mayBeAbsent =
          components[i]
              .getAnnotatedType()
              .isAnnotationPresent(org.jspecify.annotations.Nullable.class);
      values[i] =
          bare && mayBeAbsent
              ? null
              : value(components[i].getGenericType(), components[i].getName(), i, bare);
    }
    try {
      Class<?>[] types =
          Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
      return type.getDeclaredConstructor(types).newInstance(values);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("no sample of " + type, e);
    }
  }

  private static Object value(Type type, String name, int i, boolean bare) {
    if (type == String.class) {
      return name;
    } else if (type == long.class || type == Long.class) {
      return 1_323_475_200_000L + i;
    } else if (type == int.class || type == Integer.class) {
      return i;
    } else if (type == double.class) {
      return i + 0.1;
    } else if (type == boolean.class) {
      return true;
    } else if (type instanceof Class<?> c && c.isEnum()) {
      return c.getEnumConstants()[0];
    } else if (type instanceof Class<?> c && c.isRecord()) {
      return sample(c, bare);
    } else if (type instanceof ParameterizedType p && p.getRawType() == List.class) {
      return List.of(value(p.getActualTypeArguments()[0], name, i, bare));
    } else if (type instanceof ParameterizedType p
        && p.getRawType() == Map.class
        && p.getActualTypeArguments()[1] == Long.class) {
      return Map.of(name, 1_323_475_200_000L + i);
    } else if (type instanceof ParameterizedType p && p.getRawType() == Map.class) {
      return new TreeMap<>(
          Map.of(
              "items",
              List.of(new TreeMap<>(Map.of("price", 12.5, "sku", "A-1"))),
              "paid",
              true,
              "quantity",
              3));
    }
    throw new IllegalStateException("no sample value for " + name + " of type " + type);
  }
}
