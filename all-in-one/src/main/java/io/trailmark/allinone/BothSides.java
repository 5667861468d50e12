package io.trailmark.allinone;

import io.swagger.v3.oas.annotations.OpenAPIDefinition;
import io.swagger.v3.oas.annotations.enums.SecuritySchemeType;
import io.swagger.v3.oas.annotations.security.SecurityRequirement;
import io.swagger.v3.oas.annotations.security.SecurityScheme;
import io.trailmark.allinone.openapi.WrittenDescription;
import io.trailmark.commandside.CommandSideConfiguration;
import io.trailmark.queryside.QuerySideConfiguration;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Import;

/** Command side and query side in one context. */
@OpenAPIDefinition(
    security = {@SecurityRequirement(name = "token"), @SecurityRequirement(name = "writeKey")})
@SecurityScheme(
    name = "token",
    type = SecuritySchemeType.HTTP,
    scheme = "bearer",
    description =
        "A token of trailmark token add, or a JWT of the configured issuer; scopes query, design,"
            + " send, erase, ingest")
@SecurityScheme(
    name = "writeKey",
    type = SecuritySchemeType.HTTP,
    scheme = "basic",
    description = "A write key as user, no password: records and nothing else")
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import({CommandSideConfiguration.class, QuerySideConfiguration.class, WrittenDescription.class})
class BothSides {}
