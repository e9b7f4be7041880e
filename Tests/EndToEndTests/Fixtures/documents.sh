#!/bin/sh
# The files that the documents speak of, made in an empty folder: sh -eu documents.sh. `inkling` is on PATH.
classes=RV,Myo,LV
small='--size 48x40x6'
network='--set network.channels=8,8 --set network.dropout=0,0'

# One heart, under every name that a command gives to an image, its scribbles or its truth.
inkling phantom --output one $small --seed 7
for name in heart brain image v; do cp one/image.nii.gz $name.nii.gz; done
for name in scribbles s; do cp one/scribble.nii.gz $name.nii.gz; done
for name in truth labels mask v-label; do cp one/label.nii.gz $name.nii.gz; done
mkdir moved && cp heart.nii.gz moved

# Several: a folder of cases, and folders of label maps.
inkling phantom --output train --cases 2 $small
mv train/phantom0001 train/heart
mv train/phantom0002 train/brain
for folder in predictions truth ours theirs; do
  mkdir $folder
  for case in heart brain; do cp train/$case/label.nii.gz $folder/$case.nii.gz; done
done

# Projects that have trained.
inkling init heart.inkling --volume heart.nii.gz --scribbles scribbles.nii.gz --classes $classes
inkling init new.inkling --volume brain.nii.gz --scribbles scribbles.nii.gz --classes $classes
inkling init all.inkling --from train --classes $classes
for project in heart all; do inkling train $project.inkling --steps 4 $network; done
