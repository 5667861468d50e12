package io.trailmark.allinone;

import io.trailmark.allinone.openapi.WrittenDescription;
import io.trailmark.commandside.CommandSideConfiguration;
import io.trailmark.queryside.QuerySideConfiguration;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Import;

/** Command side and query side in one context. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import({CommandSideConfiguration.class, QuerySideConfiguration.class, WrittenDescription.class})
class BothSides {}
