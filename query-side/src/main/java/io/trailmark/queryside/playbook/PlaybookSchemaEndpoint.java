package io.trailmark.queryside.playbook;

import io.trailmark.segmentation.playbook.Playbook;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code GET /playbook.schema.json}: from it editors complete and check playbooks. */
@RestController
class PlaybookSchemaEndpoint {
  private final String schema = Playbook.schema();

  /** The JSON Schema of playbooks, draft 2020-12. */
  @GetMapping(path = "/playbook.schema.json", produces = "application/schema+json")
  String schema() {
    return schema;
  }
}
