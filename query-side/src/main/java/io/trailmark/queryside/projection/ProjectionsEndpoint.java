package io.trailmark.queryside.projection;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.trailmark.eventstore.web.Problem;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/**
 * {@code GET /api/projections}: how far the read models have come; {@code POST
 * /api/projections/{name}/rebuild}: build one anew from the first event while the old one answers.
 */
@RestController
class ProjectionsEndpoint {
  private final Projections projections;
  private final JdbcClient jdbc;

  ProjectionsEndpoint(Projections projections, JdbcClient jdbc) {
    this.projections = projections;
    this.jdbc = jdbc;
  }

  /**
   * @param position global index of the newest event
   */
  record Answer(long position, List<Row> projections) {}

  /**
   * @param lag how many positions the projection is behind the newest event
   * @param status {@code running}, {@code rebuilding} or {@code failing}
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Row(
      String name,
      int generation,
      long position,
      long lag,
      String status,
      @Nullable String problem,
      @Nullable Integer building,
      @Nullable Long buildingPosition) {}

  record Rebuild(String name, int building) {}

  @GetMapping("/api/projections")
  Answer all() {
    List<Projections.Standing> standings = projections.standings();
    long newest =
        jdbc.sql("select coalesce(max(global_index), 0) from domain_event")
            .query(Long.class)
            .single();
    return new Answer(newest, standings.stream().map(s -> row(s, newest)).toList());
  }

  private static Row row(Projections.Standing s, long newest) {
    String status =
        s.problem() != null ? "failing" : s.building() != null ? "rebuilding" : "running";
    return new Row(
        s.name(),
        s.generation(),
        s.position(),
        Math.max(0, newest - s.position()),
        status,
        s.problem(),
        s.building(),
        s.buildingPosition());
  }

  @PostMapping("/api/projections/{name}/rebuild")
  @ResponseStatus(HttpStatus.ACCEPTED)
  Rebuild rebuild(@PathVariable String name) {
    int building =
        projections
            .rebuild(name)
            .orElseThrow(
                () ->
                    Problem.notFound(
                        "name", "There is no projection " + name + ".", projections.names()));
    return new Rebuild(name, building);
  }
}
