package io.trailmark.commandside.web;

import io.trailmark.eventstore.web.Problem;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.web.ErrorResponseException;

/** A body that is a text: as it is, or a string in JSON. */
public final class SentText {
  private SentText() {}

  /** What the request says that its body is; bytes if it says nothing that can be read. */
  public static MediaType type(HttpServletRequest request) {
    try {
      String type = request.getContentType();
      return type == null ? MediaType.APPLICATION_OCTET_STREAM : MediaType.parseMediaType(type);
    } catch (InvalidMediaTypeException e) {
      return MediaType.APPLICATION_OCTET_STREAM;
    }
  }

  public static boolean isJson(MediaType type) {
    return MediaType.APPLICATION_JSON.isCompatibleWith(type);
  }

  /**
   * The text.
   *
   * @throws ErrorResponseException 400 if it is no UTF-8
   */
  public static String utf8(byte[] body) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
    } catch (CharacterCodingException e) {
      throw Problem.badField("body", "the body must be UTF-8 text");
    }
  }
}
