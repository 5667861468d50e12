package io.trailmark.segmentation.playbook;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.util.List;

/** What an editor that knows the schema says about a text. */
final class Schema {
  private static final com.networknt.schema.Schema SCHEMA =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
          .getSchema(Playbook.schema(), InputFormat.JSON);

  private Schema() {}

  static List<String> problems(String text) {
    return SCHEMA.validate(Playbook.toJson(text), InputFormat.JSON).stream()
        .map(Error::toString)
        .toList();
  }
}
