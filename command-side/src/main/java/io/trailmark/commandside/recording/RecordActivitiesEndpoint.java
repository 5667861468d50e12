package io.trailmark.commandside.recording;

import io.trailmark.commandside.access.WriteKeys;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** Records what customers do, as it happens. */
@RestController
class RecordActivitiesEndpoint {
  private final WriteKeys keys;
  private final ActivityBatch batch;

  RecordActivitiesEndpoint(WriteKeys keys, ActivityBatch batch) {
    this.keys = keys;
    this.batch = batch;
  }

  /**
   * Up to 2,500 activities or 5 MB unpacked, each up to 32 KB. What is answered as accepted is
   * durable; one bad activity never fails the others. Errors: 400 not JSON of the right shape, 401
   * no valid write key, 413 too much.
   */
  @PostMapping({"/v1/activities", "/v1/activities/"})
  ActivityBatch.Answer record(HttpServletRequest request) throws IOException {
    String source = keys.sourceOfHeader(request);
    ActivitiesJson.Request read =
        ActivitiesJson.read(
            RequestBody.whole(request, ActivitiesJson.LARGEST_BODY, "send several requests"));
    return batch.record(source == null ? keys.sourceOf(read.writeKey()) : source, read);
  }
}
