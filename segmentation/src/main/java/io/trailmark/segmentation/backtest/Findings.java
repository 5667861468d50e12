package io.trailmark.segmentation.backtest;

import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a backtest found.
 *
 * @param segments in the playbook's order
 * @param overlap customers who are in both of two segments at the period's end, by the segments'
 *     places; of one and the same: its size
 * @param comparison with the active playbook; null: there is none
 * @param movements between primary segments, by day, then from, then to
 * @param sequences in the playbook's order
 * @param mostMessages that any one customer would have got in all
 * @param traits what traits tell, where any are given: those that were there on most days
 * @param traitsLeftOut how many more values of traits there are
 */
public record Findings(
    Days days,
    List<Segment> segments,
    List<List<Integer>> overlap,
    @Nullable Comparison comparison,
    List<Movement> movements,
    List<Sequence> sequences,
    int mostMessages,
    List<Trait> traits,
    int traitsLeftOut) {

  /**
   * A segment.
   *
   * @param predictive how well it tells who will order: within 30, 60 and 90 days
   */
  public record Segment(
      String id, Dwell dwell, Performance performance, List<Predictive> predictive) {}

  /**
   * How long stays last that overlap the period, by Kaplan and Meier: those that go on at its end
   * count for as long as they are known.
   *
   * @param completed stays that ended in the period
   * @param open stays that go on
   * @param quarter hours after which a quarter of the stays have ended, rounded down; null: fewer
   *     have
   * @param half hours after which half have
   * @param threeQuarters hours after which three quarters have
   */
  public record Dwell(
      long completed,
      long open,
      @Nullable Long quarter,
      @Nullable Long half,
      @Nullable Long threeQuarters) {}

  /**
   * What members did while they were in: an activity counts for the segments that the customer was
   * in just before it.
   *
   * @param members customers who were in at any time of the period
   * @param ordered of these, who ordered in the period while they were in
   * @param orders that they placed so
   * @param revenue of these orders less refunds likewise, minor units of the reporting currency
   */
  public record Performance(long members, long ordered, long orders, long revenue) {}

  /**
   * The candidate beside the active playbook, at the period's end.
   *
   * @param activeSegments ids, in its order
   * @param overlap customers in both, by the candidate's segment and the active one's
   * @param differing how many customers are in other segments than they are by the active playbook
   * @param differences of each segment of either, by its id
   */
  public record Comparison(
      List<String> activeSegments,
      List<List<Integer>> overlap,
      long differing,
      List<Difference> differences) {}

  /**
   * Who is in by one playbook and not by the other.
   *
   * @param gained customers by the candidate alone
   * @param lost customers by the active one alone
   * @param gainedExamples keys of the first of them, in order of key
   * @param lostExamples keys of the first of them, in order of key
   */
  public record Difference(
      String segment,
      long gained,
      long lost,
      List<String> gainedExamples,
      List<String> lostExamples) {}

  /**
   * Moves from one primary segment to another.
   *
   * @param from id; null: none
   * @param to id; null: none
   * @param customers how many times a customer moved so on that day
   */
  public record Movement(
      LocalDate day, @Nullable String from, @Nullable String to, long customers) {}

  /**
   * What a sequence would have done, activated at the period's start: whoever was in a segment
   * before does not start it. Its own messages change nothing in what is looked at, and exclusions
   * of campaigns are not known to playbooks yet.
   *
   * @param starts runs that started in the period
   * @param goal of these, that reached their goal
   * @param left that ended because the customer left the segment, because the sequence's exit held,
   *     or because what it waited for never comes
   * @param completed that came to their end
   * @param active that go on
   * @param customers who would have got any message
   * @param most messages that one customer would have got
   * @param sends by step
   */
  public record Sequence(
      String id,
      long starts,
      long goal,
      long left,
      long completed,
      long active,
      long customers,
      int most,
      List<Sends> sends) {}

  /**
   * A step that sends.
   *
   * @param step its place, from 0
   * @param sent messages in the period
   */
  public record Sends(int step, String template, String channel, long sent) {}

  /** A value of a trait, as if it were a segment of those who have it. */
  public record Trait(String trait, String value, List<Predictive> predictive) {}
}
