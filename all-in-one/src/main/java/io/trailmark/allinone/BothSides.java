package io.trailmark.allinone;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;

/** Command side and query side in one context. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
class BothSides {}
