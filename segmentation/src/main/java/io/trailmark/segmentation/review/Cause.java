package io.trailmark.segmentation.review;

/** Why a membership changed. */
public enum Cause {
  ACTIVITY,
  TIME,
  SURVEY,
  DEFINITION
}
