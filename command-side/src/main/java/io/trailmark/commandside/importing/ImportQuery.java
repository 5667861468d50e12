package io.trailmark.commandside.importing;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.util.MultiValueMap;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.util.UriComponentsBuilder;

/**
 * The query of an import's address. It is not asked of the request as parameters: for a body that
 * calls itself a form, as curl's do, the web server would read the whole body to find some.
 *
 * @param id the import that goes on, null: a new one
 * @param last whether no more requests will follow for it
 */
record ImportQuery(@Nullable Long id, boolean last) {

  /**
   * Reads the query.
   *
   * @throws ResponseStatusException 400 naming the parameter that is wrong
   */
  static ImportQuery of(HttpServletRequest request) {
    MultiValueMap<String, String> query =
        UriComponentsBuilder.newInstance().query(request.getQueryString()).build().getQueryParams();
    String id = query.getFirst("import");
    String last = query.getFirst("last");
    if (id != null && !id.matches("[0-9]{1,18}")) {
      throw bad("import must be the number of an import that is open");
    }
    if (last != null && !last.equals("true") && !last.equals("false")) {
      throw bad("last must be true or false");
    }
    return new ImportQuery(id == null ? null : Long.valueOf(id), !"false".equals(last));
  }

  private static ResponseStatusException bad(String problem) {
    return new ResponseStatusException(HttpStatus.BAD_REQUEST, problem);
  }
}
