package io.trailmark.queryside.web;

import io.trailmark.eventstore.web.Problem;
import io.trailmark.segmentation.playbook.Spelling;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Arrays;
import java.util.List;
import org.springframework.stereotype.Component;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.HandlerInterceptor;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * Refuses what a question of the query side has no parameter for: {@code segmnt=vip} would be
 * answered as if all segments were asked for.
 */
@Component
class KnownParameters implements HandlerInterceptor, WebMvcConfigurer {
  private static final String QUERY_SIDE = "io.trailmark.queryside.";

  @Override
  public void addInterceptors(InterceptorRegistry registry) {
    registry.addInterceptor(this);
  }

  @Override
  public boolean preHandle(
      HttpServletRequest request, HttpServletResponse response, Object handler) {
    if (request.getQueryString() != null
        && handler instanceof HandlerMethod method
        && method.getBeanType().getName().startsWith(QUERY_SIDE)) {
      check(request.getParameterMap().keySet(), known(method));
    }
    return true;
  }

  private static List<String> known(HandlerMethod method) {
    return Arrays.stream(method.getMethod().getParameters())
        .filter(parameter -> parameter.isAnnotationPresent(RequestParam.class))
        .map(java.lang.reflect.Parameter::getName)
        .toList();
  }

  private static void check(Iterable<String> sent, List<String> known) {
    for (String name : sent) {
      if (!known.contains(name)) {
        String hint =
            Spelling.nearest(name, known)
                .map(near -> "did you mean " + near + "?")
                .orElse(known.isEmpty() ? "there is none." : "known: " + String.join(", ", known));
        throw Problem.bad(name, "\"%s\" is no parameter here: %s".formatted(name, hint));
      }
    }
  }
}
