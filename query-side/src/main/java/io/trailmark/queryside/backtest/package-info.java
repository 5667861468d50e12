/** Playbooks replayed over everything recorded, as jobs: asked, run, kept and told. */
@NullMarked
package io.trailmark.queryside.backtest;

import org.jspecify.annotations.NullMarked;
