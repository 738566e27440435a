package org.likeness.methods;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.likeness.clustering.Clusters;
import org.likeness.clustering.KMeans;
import org.likeness.clustering.PrincipalComponents;
import org.likeness.data.Plan;
import org.likeness.method.Epoch;
import org.likeness.neighbours.Cosine;
import org.likeness.random.Purpose;
import org.likeness.random.RandomSource;
import org.likeness.random.RandomStream;
import org.likeness.torch.Tensors;

/** The pseudo-labels of DeepCluster, and an order of images that visits all clusters equally. */
final class ClusterTargets {
  private static final int ITERATIONS = 20;

  private final int clusters;
  private final int components;
  private final RandomSource random;
  private final Tensor labels; // long[n], kept in checkpoints

  /**
   * Labels of {@code images} images, all 0 at first; built outside any scope.
   *
   * @param components principal components that are clustered, at most
   */
  ClusterTargets(int images, int clusters, int components, RandomSource random) {
    this.clusters = clusters;
    this.components = components;
    this.random = random;
    this.labels = Tensors.of(new long[images], images);
  }

  /** The cluster of each image, {@code long[n]}. */
  Tensor tensor() {
    return labels;
  }

  /**
   * Clusters the features: principal components, whitened, at length 1, then k-means from new
   * centres in each epoch.
   */
  void find(Epoch epoch) {
    Tensor rows = Tensors.matrix(epoch.features().get()); // [n, f]
    int kept = Math.toIntExact(Math.min(components, Math.min(rows.size(1), rows.size(0) - 1)));
    Tensor white = Cosine.unit(PrincipalComponents.of(rows, kept).whiten(rows)); // [n, kept]
    Clusters found =
        new KMeans(clusters, ITERATIONS, 1)
            .fit(white, random.stream(Purpose.SAMPLING, epoch.number(), 0));
    long[] numbers = Arrays.stream(found.labels()).asLongStream().toArray();
    Tensors.copy(Tensors.of(numbers, numbers.length), labels);
  }

  /**
   * As many images as there are, n. Of each cluster that has any, n / clusters + 1 are drawn, with
   * repetition from clusters that are smaller; of all of these n stay, in random order.
   */
  Plan plan(Epoch epoch) {
    long[] known = Tensors.longs(labels);
    List<List<Integer>> members = new ArrayList<>();
    for (int c = 0; c < clusters; c++) {
      members.add(new ArrayList<>());
    }
    for (int i = 0; i < known.length; i++) {
      members.get(Math.toIntExact(known[i])).add(i);
    }
    members.removeIf(List::isEmpty);
    RandomStream stream = random.stream(Purpose.SAMPLING, epoch.number(), 1);
    int each = known.length / members.size() + 1;
    int[] drawn = new int[each * members.size()];
    for (int c = 0; c < members.size(); c++) {
      draw(members.get(c), stream, drawn, c * each, each);
    }
    stream.shuffle(drawn);
    int[] order = Arrays.copyOf(drawn, known.length);
    return new Plan(order, order, Arrays.stream(order).mapToLong(i -> known[i]).toArray());
  }

  private static void draw(
      List<Integer> members, RandomStream stream, int[] out, int from, int count) {
    int[] shuffled = members.stream().mapToInt(Integer::intValue).toArray();
    stream.shuffle(shuffled);
    for (int i = 0; i < count; i++) {
      out[from + i] =
          count <= shuffled.length ? shuffled[i] : shuffled[stream.nextInt(shuffled.length)];
    }
  }
}
