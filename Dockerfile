# Not run where this was written (no Docker there): the same jar and the same commands as ./trailmark.
FROM eclipse-temurin:25-jdk AS build
WORKDIR /src
COPY . .
RUN ./mvnw -q -B -DskipTests -pl all-in-one -am package

FROM eclipse-temurin:25-jre
RUN useradd --system --create-home trailmark
USER trailmark
WORKDIR /home/trailmark
COPY --from=build /src/all-in-one/target/all-in-one-*-app.jar trailmark.jar
ENTRYPOINT ["java", "-XX:+UseParallelGC", "-XX:MaxRAMPercentage=60", "-XX:+UseCompactObjectHeaders", \
  "--enable-native-access=ALL-UNNAMED", "-Daxoniq.update-checker.disabled=true", "-jar", "trailmark.jar"]
CMD ["--help"]
