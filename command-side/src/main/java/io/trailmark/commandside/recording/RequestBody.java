package io.trailmark.commandside.recording;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import org.springframework.http.HttpStatus;
import org.springframework.web.server.ResponseStatusException;

/** Request bodies, gunzipped where they say so, never more than asked for. */
public final class RequestBody {
  private RequestBody() {}

  /** The body as it comes, unpacked; not bounded. */
  public static InputStream stream(HttpServletRequest request) throws IOException {
    String encoding = request.getHeader("Content-Encoding");
    if (encoding == null || encoding.equalsIgnoreCase("identity")) {
      return request.getInputStream();
    }
    if (!encoding.equalsIgnoreCase("gzip")) {
      throw new ResponseStatusException(
          HttpStatus.UNSUPPORTED_MEDIA_TYPE, "Content-Encoding must be gzip or absent");
    }
    try {
      return new GZIPInputStream(request.getInputStream(), 1 << 16);
    } catch (java.util.zip.ZipException | java.io.EOFException e) {
      throw new ResponseStatusException(
          HttpStatus.BAD_REQUEST, "Content-Encoding says gzip, the body is not");
    }
  }

  /**
   * The whole body, refused with 413 where it is larger than {@code limit} bytes.
   *
   * @param advice what to do then
   */
  public static byte[] whole(HttpServletRequest request, int limit, String advice)
      throws IOException {
    try (InputStream in = stream(request)) {
      byte[] body = in.readNBytes(limit + 1);
      if (body.length > limit) {
        throw new ResponseStatusException(
            HttpStatus.CONTENT_TOO_LARGE,
            "the body must be at most " + limit + " bytes unpacked: " + advice);
      }
      return body;
    } catch (java.util.zip.ZipException | java.io.EOFException e) {
      throw new ResponseStatusException(
          HttpStatus.BAD_REQUEST, "Content-Encoding says gzip, the body is broken");
    }
  }
}
