Creator "by hand"
Version 1
graph
[
  directed 0
  node
  [
    id Andre
    label "Andre"
  ]
  node
  [
    id Beverly
    label "Beverly"
  ]
  node
  [
    id Carol
    label "Carol"
  ]
  node
  [
    id Diane
    label "Diane"
  ]
  node
  [
    id Ed
    label "Ed"
  ]
  node
  [
    id Fernando
    label "Fernando"
  ]
  node
  [
    id Garth
    label "Garth"
  ]
  node
  [
    id Heather
    label "Heather"
  ]
  node
  [
    id Ike
    label "Ike"
  ]
  node
  [
    id Jane
    label "Jane"
  ]
  edge
  [
    source Andre
    target Beverly
    value 1
  ]
  edge
  [
    source Andre
    target Carol
    value 1
  ]
  edge
  [
    source Andre
    target Diane
    value 1
  ]
  edge
  [
    source Andre
    target Fernando
    value 1
  ]
  edge
  [
    source Beverly
    target Diane
    value 1
  ]
  edge
  [
    source Beverly
    target Ed
    value 1
  ]
  edge
  [
    source Beverly
    target Garth
    value 1
  ]
  edge
  [
    source Carol
    target Diane
    value 1
  ]
  edge
  [
    source Carol
    target Fernando
    value 1
  ]
  edge
  [
    source Diane
    target Ed
    value 1
  ]
  edge
  [
    source Diane
    target Fernando
    value 1
  ]
  edge
  [
    source Diane
    target Garth
    value 1
  ]
  edge
  [
    source Ed
    target Garth
    value 1
  ]
  edge
  [
    source Fernando
    target Garth
    value 1
  ]
  edge
  [
    source Fernando
    target Heather
    value 1
  ]
  edge
  [
    source Garth
    target Heather
    value 1
  ]
  edge
  [
    source Heather
    target Ike
    value 1
  ]
  edge
  [
    source Ike
    target Jane
    value 1
  ]
]
