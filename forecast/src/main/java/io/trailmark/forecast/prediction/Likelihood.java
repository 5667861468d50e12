package io.trailmark.forecast.prediction;

import java.util.Arrays;
import java.util.Comparator;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.ToDoubleBiFunction;
import org.hipparchus.exception.MathIllegalStateException;
import org.hipparchus.optim.InitialGuess;
import org.hipparchus.optim.MaxEval;
import org.hipparchus.optim.PointValuePair;
import org.hipparchus.optim.SimpleBounds;
import org.hipparchus.optim.nonlinear.scalar.GoalType;
import org.hipparchus.optim.nonlinear.scalar.ObjectiveFunction;
import org.hipparchus.optim.nonlinear.scalar.noderiv.BOBYQAOptimizer;
import org.hipparchus.optim.nonlinear.scalar.noderiv.NelderMeadSimplex;
import org.hipparchus.optim.nonlinear.scalar.noderiv.SimplexOptimizer;

/**
 * The likelihood of data of type D under a model of type M, searched for its maximum.
 *
 * @param model from a point of positive numbers
 */
record Likelihood<D, M>(Function<double[], M> model, ToDoubleBiFunction<M, D> logarithm) {
  private static final double LOWEST = Math.log(1e-4);
  private static final double HIGHEST = Math.log(1e4);
  private static final double CLOSE = 1e-6;
  private static final MaxEval MOST = new MaxEval(10_000);
  private static final int FEW_GROUPS = 2_000;

  /**
   * From several starts on a part of the data, since a surface may have more than one hill; from
   * where that led on all of them.
   *
   * @param thin every so manieth group of the data
   */
  Fit<M> fit(D data, int groups, BiFunction<D, Integer, D> thin, double[][] starts) {
    D some = groups <= FEW_GROUPS ? data : thin.apply(data, groups / FEW_GROUPS);
    PointValuePair best =
        Arrays.stream(starts)
            .map(start -> climb(some, logs(start), 1))
            .max(Comparator.comparingDouble(PointValuePair::getValue))
            .orElseThrow();
    PointValuePair top = climb(data, best.getPoint(), 0.1);
    return new Fit<>(at(top.getPoint()), top.getValue());
  }

  private PointValuePair climb(D data, double[] start, double step) {
    ObjectiveFunction height =
        new ObjectiveFunction(point -> logarithm.applyAsDouble(at(point), data));
    try {
      return byQuadraticModel(height, start, step);
    } catch (MathIllegalStateException e) {
      // On a top as flat as rounding errors the quadratic model leads nowhere.
      return bySimplex(height, start, step);
    }
  }

  private static PointValuePair byQuadraticModel(
      ObjectiveFunction height, double[] start, double step) {
    return new BOBYQAOptimizer(2 * start.length + 1, step, CLOSE)
        .optimize(
            MOST,
            GoalType.MAXIMIZE,
            height,
            new InitialGuess(start),
            new SimpleBounds(filled(start.length, LOWEST), filled(start.length, HIGHEST)));
  }

  private static PointValuePair bySimplex(ObjectiveFunction height, double[] start, double step) {
    return new SimplexOptimizer(-1, CLOSE)
        .optimize(
            MOST,
            GoalType.MAXIMIZE,
            height,
            new InitialGuess(start),
            new NelderMeadSimplex(start.length, step));
  }

  private M at(double[] logs) {
    return model.apply(
        Arrays.stream(logs).map(x -> Math.exp(Math.clamp(x, LOWEST, HIGHEST))).toArray());
  }

  private static double[] logs(double[] point) {
    return Arrays.stream(point).map(Math::log).toArray();
  }

  private static double[] filled(int size, double value) {
    double[] all = new double[size];
    Arrays.fill(all, value);
    return all;
  }
}
