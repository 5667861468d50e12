package io.trailmark.eventstore.web;

import java.util.List;
import java.util.Set;
import org.apache.catalina.connector.Connector;
import org.apache.tomcat.util.buf.EncodedSolidusHandling;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.tomcat.ConfigurableTomcatWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;

/** What both sides want of the web server. */
@AutoConfiguration(
    beforeName = "org.springframework.boot.webmvc.autoconfigure.error.ErrorMvcAutoConfiguration")
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
class WebConfiguration {

  /** Sources' ids may hold slashes. Tomcat refuses encoded ones, to protect static files. */
  @Bean
  WebServerFactoryCustomizer<ConfigurableTomcatWebServerFactory> slashesInIds() {
    return factory -> factory.addConnectorCustomizers(WebConfiguration::leaveEncodedSlashes);
  }

  /** Nobody here asks for languages, and Tomcat fails at the eleventh. */
  @Bean
  WebServerFactoryCustomizer<ConfigurableTomcatWebServerFactory> languagesOfAnyNumber() {
    return factory -> factory.addConnectorCustomizers(c -> c.setMaxLocaleCount(Integer.MAX_VALUE));
  }

  @Bean
  FilterRegistrationBean<ReadableAccept> readableAccept() {
    var filter = new FilterRegistrationBean<>(new ReadableAccept());
    filter.setOrder(Ordered.HIGHEST_PRECEDENCE + 1);
    return filter;
  }

  @Bean
  WebServerFactoryCustomizer<ConfigurableTomcatWebServerFactory> problemsOfTheWebServer() {
    return factory ->
        factory.addContextCustomizers(
            context -> context.getParent().getPipeline().addValve(new ProblemReport()));
  }

  @Bean
  FilterRegistrationBean<LoopbackGuard> loopbackGuard(
      @Value("${trailmark.hosts:}") Set<String> hosts, DeclaredOrigins writers) {
    var guard = new FilterRegistrationBean<>(new LoopbackGuard(hosts, writers));
    guard.setOrder(Ordered.HIGHEST_PRECEDENCE);
    return guard;
  }

  @Bean
  PostgresOutage postgresOutage() {
    return new PostgresOutage();
  }

  @Bean
  Unforeseen unforeseen(List<Outage> outages) {
    return new Unforeseen(outages);
  }

  @Bean
  ErrorPage errorPage() {
    return new ErrorPage();
  }

  /** Left as they are, they do not split the path, and Spring decodes the variable. */
  private static void leaveEncodedSlashes(Connector connector) {
    connector.setEncodedSolidusHandling(EncodedSolidusHandling.PASS_THROUGH.getValue());
    connector.setEncodedReverseSolidusHandling(EncodedSolidusHandling.PASS_THROUGH.getValue());
  }
}
