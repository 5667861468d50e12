package io.trailmark.eventstore.web;

import org.apache.catalina.connector.Connector;
import org.apache.tomcat.util.buf.EncodedSolidusHandling;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.tomcat.ConfigurableTomcatWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;

/** What both sides want of the web server. */
@AutoConfiguration
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
class WebConfiguration {

  /** Sources' ids may hold slashes. Tomcat refuses encoded ones, to protect static files. */
  @Bean
  WebServerFactoryCustomizer<ConfigurableTomcatWebServerFactory> slashesInIds() {
    return factory -> factory.addConnectorCustomizers(WebConfiguration::leaveEncodedSlashes);
  }

  /** Left as they are, they do not split the path, and Spring decodes the variable. */
  private static void leaveEncodedSlashes(Connector connector) {
    connector.setEncodedSolidusHandling(EncodedSolidusHandling.PASS_THROUGH.getValue());
    connector.setEncodedReverseSolidusHandling(EncodedSolidusHandling.PASS_THROUGH.getValue());
  }
}
