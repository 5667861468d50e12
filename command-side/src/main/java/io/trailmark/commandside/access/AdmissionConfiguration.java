package io.trailmark.commandside.access;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** How many may write at a time; imports, which take long, beside the others. */
@Configuration(proxyBeanMethods = false)
class AdmissionConfiguration implements WebMvcConfigurer {
  private static final String[] IMPORTS = {"/v1/import", "/v1/import/"};

  /** To ask how far an import has come takes no room. */
  private static final String PROGRESS = "/v1/imports/*";

  private final Admission live;
  private final Admission imports;

  /**
   * @param live {@code trailmark.ingest.at-once}: each may hold a body of 5 MB
   * @param imports {@code trailmark.ingest.imports-at-once}
   * @param waitMillis {@code trailmark.ingest.wait}, machine time
   */
  AdmissionConfiguration(
      @Value("${trailmark.ingest.at-once:64}") int live,
      @Value("${trailmark.ingest.imports-at-once:8}") int imports,
      @Value("${trailmark.ingest.wait:1000}") long waitMillis) {
    this.live = new Admission(live, waitMillis);
    this.imports = new Admission(imports, waitMillis);
  }

  @Override
  public void addInterceptors(InterceptorRegistry registry) {
    registry
        .addInterceptor(live)
        .addPathPatterns("/v1/**")
        .excludePathPatterns(IMPORTS)
        .excludePathPatterns(PROGRESS);
    registry.addInterceptor(imports).addPathPatterns(IMPORTS);
  }
}
