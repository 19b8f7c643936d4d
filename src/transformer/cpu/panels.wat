;; C = A B in float32, four products at a time: what panels.ts hands over in packed panels.
;;
;; A is packed by groups of 4 rows: number (g, l, r) is element (4 g + r, l). B is packed by groups of 8 columns:
;; number (h, l, j) is element (l, 8 h + j). C is row-major with rows of 8 $columns numbers, all of them overwritten.
;; Cost: 8 multiplications and 8 additions of four numbers for 6 loads.
(module
  (memory (export "memory") 16)
  (func (export "multiply")
    ;; groups of 4 rows, groups of 8 columns, the length of the sums; where A, B and C begin, in bytes
    (param $rows i32) (param $columns i32) (param $depth i32) (param $a i32) (param $b i32) (param $c i32)
    (local $wide i32) (local $h i32) (local $l i32) (local $pa i32) (local $pb i32) (local $to i32)
    (local $x v128) (local $b0 v128) (local $b1 v128)
    (local $c00 v128) (local $c01 v128) (local $c10 v128) (local $c11 v128)
    (local $c20 v128) (local $c21 v128) (local $c30 v128) (local $c31 v128)
    (local.set $wide (i32.mul (local.get $columns) (i32.const 32)))
    (loop $everyRow
      (local.set $pb (local.get $b))
      (local.set $to (local.get $c))
      (local.set $h (local.get $columns))
      (loop $everyColumn
        (local.set $c00 (v128.const i32x4 0 0 0 0))
        (local.set $c01 (v128.const i32x4 0 0 0 0))
        (local.set $c10 (v128.const i32x4 0 0 0 0))
        (local.set $c11 (v128.const i32x4 0 0 0 0))
        (local.set $c20 (v128.const i32x4 0 0 0 0))
        (local.set $c21 (v128.const i32x4 0 0 0 0))
        (local.set $c30 (v128.const i32x4 0 0 0 0))
        (local.set $c31 (v128.const i32x4 0 0 0 0))
        (local.set $pa (local.get $a))
        (local.set $l (local.get $depth))
        (loop $everyTerm
          (local.set $b0 (v128.load (local.get $pb)))
          (local.set $b1 (v128.load offset=16 (local.get $pb)))
          (local.set $x (v128.load32_splat (local.get $pa)))
          (local.set $c00 (f32x4.add (local.get $c00) (f32x4.mul (local.get $x) (local.get $b0))))
          (local.set $c01 (f32x4.add (local.get $c01) (f32x4.mul (local.get $x) (local.get $b1))))
          (local.set $x (v128.load32_splat offset=4 (local.get $pa)))
          (local.set $c10 (f32x4.add (local.get $c10) (f32x4.mul (local.get $x) (local.get $b0))))
          (local.set $c11 (f32x4.add (local.get $c11) (f32x4.mul (local.get $x) (local.get $b1))))
          (local.set $x (v128.load32_splat offset=8 (local.get $pa)))
          (local.set $c20 (f32x4.add (local.get $c20) (f32x4.mul (local.get $x) (local.get $b0))))
          (local.set $c21 (f32x4.add (local.get $c21) (f32x4.mul (local.get $x) (local.get $b1))))
          (local.set $x (v128.load32_splat offset=12 (local.get $pa)))
          (local.set $c30 (f32x4.add (local.get $c30) (f32x4.mul (local.get $x) (local.get $b0))))
          (local.set $c31 (f32x4.add (local.get $c31) (f32x4.mul (local.get $x) (local.get $b1))))
          (local.set $pa (i32.add (local.get $pa) (i32.const 16)))
          (local.set $pb (i32.add (local.get $pb) (i32.const 32)))
          (br_if $everyTerm (local.tee $l (i32.sub (local.get $l) (i32.const 1)))))
        (v128.store (local.get $to) (local.get $c00))
        (v128.store offset=16 (local.get $to) (local.get $c01))
        (v128.store (i32.add (local.get $to) (local.get $wide)) (local.get $c10))
        (v128.store offset=16 (i32.add (local.get $to) (local.get $wide)) (local.get $c11))
        (v128.store
          (i32.add (local.get $to) (i32.mul (local.get $wide) (i32.const 2))) (local.get $c20))
        (v128.store offset=16
          (i32.add (local.get $to) (i32.mul (local.get $wide) (i32.const 2))) (local.get $c21))
        (v128.store
          (i32.add (local.get $to) (i32.mul (local.get $wide) (i32.const 3))) (local.get $c30))
        (v128.store offset=16
          (i32.add (local.get $to) (i32.mul (local.get $wide) (i32.const 3))) (local.get $c31))
        (local.set $to (i32.add (local.get $to) (i32.const 32)))
        (br_if $everyColumn (local.tee $h (i32.sub (local.get $h) (i32.const 1)))))
      (local.set $a (local.get $pa))
      (local.set $c (i32.add (local.get $c) (i32.mul (local.get $wide) (i32.const 4))))
      (br_if $everyRow (local.tee $rows (i32.sub (local.get $rows) (i32.const 1)))))))
