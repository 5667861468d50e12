package io.trailmark.segmentation.playbook;

/**
 * A mistake that a valid playbook may be about to make.
 *
 * @param code stable, for programs
 * @param where what it is about: {@code playbook}, {@code segment <id>}, {@code segments <id>, …}
 *     or {@code sequence <id>}
 * @param message a sentence with the numbers and the reason
 */
public record Warning(String code, String where, String message) {}
