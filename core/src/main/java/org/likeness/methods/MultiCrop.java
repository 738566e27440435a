package org.likeness.methods;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.likeness.augment.LocalCropOptions;
import org.likeness.augment.RandomView;
import org.likeness.augment.View;
import org.likeness.augment.ViewOptions;
import org.likeness.augment.Views;
import org.likeness.encoder.SingleNetwork;
import org.likeness.method.Ingredients;
import org.likeness.torch.Tensors;

/**
 * Multi-crop (SwAV, section 3.3): two large crops of an image, then several small ones. Crops of
 * one size go through the backbone together, so that batch norm sees all of them, and the head
 * takes the features of all crops at once.
 */
final class MultiCrop {
  /** Large crops per image. */
  static final int LARGE = 2;

  private MultiCrop() {}

  /**
   * Two large crops and the local ones, whose colours are those of the first.
   *
   * @param in the first large crop is the recipe's view
   * @throws org.likeness.error.InputException if local crops are larger, or cannot be cut into the
   *     patches of the backbone
   */
  static Views views(Ingredients in, ViewOptions second, LocalCropOptions local) {
    List<View> views = new ArrayList<>(List.of(new RandomView(in.view()), new RandomView(second)));
    views.addAll(local.views(in.view()));
    if (local.count() > 0) {
      in.backbone().requirePatches(local.size(), "options.local.size");
    }
    return new Views(views);
  }

  /**
   * The head's output for crops of one or several sizes.
   *
   * @param crops V times {@code [B, C, H, W]}, those of one size one after the other
   * @return {@code [V B, d]}, crop after crop
   */
  static Tensor projection(SingleNetwork network, List<Tensor> crops) {
    return projection(network, crops, pass -> {});
  }

  /**
   * As the other one.
   *
   * @param beforePass is called with the number of each pass, from 0, before it
   */
  static Tensor projection(SingleNetwork network, List<Tensor> crops, IntConsumer beforePass) {
    TensorVector features = new TensorVector();
    List<TensorVector> passes = bySize(crops);
    for (int pass = 0; pass < passes.size(); pass++) {
      TensorVector oneSize = passes.get(pass);
      beforePass.accept(pass);
      features.push_back(network.features(torch.cat(oneSize, 0))); // [crops of the size * B, f]
    }
    return network.projected(torch.cat(features, 0));
  }

  private static List<TensorVector> bySize(List<Tensor> crops) {
    List<TensorVector> groups = new ArrayList<>();
    long[] last = {};
    for (Tensor crop : crops) {
      long[] shape = Tensors.shape(crop);
      if (!Arrays.equals(shape, last)) {
        groups.add(new TensorVector());
        last = shape;
      }
      groups.get(groups.size() - 1).push_back(crop);
    }
    return groups;
  }
}
